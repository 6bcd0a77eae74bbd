//! The draft of a written answer to a complaint: plain letters that a human finishes, signs and sends. What only a human
//! knows stands in brackets; what was looked up about other people stays out.
use jiff::Timestamp;

use crate::calendar::Zone;
use crate::complaint::{Complaint, Party, Step};

use super::complaint::matter;

/// The letter. `client` is the client's full name, `caller` whom it goes to.
pub fn draft(case: &Complaint, agency: &str, zone: &Zone, client: Option<&str>, now: Timestamp) -> String {
    let day = |t: Timestamp| zone.at(t).strftime("%B %-d, %Y").to_string();
    let about: Vec<&str> = case.matters.iter().map(|m| matter(*m)).collect();
    let called = case.deadlines.iter().rev().find(|d| d.step == Step::Call).and_then(|d| d.done.as_ref());
    let spoke = called.map_or_else(
        || "[We have not recorded a call yet: call first, then say when.]".to_owned(),
        |(at, _)| format!("We spoke with you on {}.", day(*at)),
    );
    let whose = match (case.party, client) {
        (Party::Client, _) => "your care".to_owned(),
        (Party::Family, Some(client)) => format!("the care of {client}"),
        (Party::Caregiver, _) => "your work with us".to_owned(),
        _ => "[whose care]".to_owned(),
    };
    let exclusion = if case.barred.iter().any(|b| b.lifted.is_none()) {
        "As you asked, we no longer plan visits with the caregiver you named. [Confirm before sending.]\n\n"
    } else {
        ""
    };
    format!(
        "DRAFT - not sent. A person finishes, signs and sends this letter.\n\n\
         {agency}\n{today}\n\n\
         [Name and address of the complainant]\n\n\
         Re: your complaint of {received}, our number {number}\n\n\
         Dear [name],\n\n\
         Thank you for telling us about {whose}. We are sorry for the trouble this has been. \
         You wrote to us about: {about}. {spoke}\n\n\
         What we looked into: [what was checked, in plain words]\n\n\
         What we found: [findings; nothing about other clients, nothing about anybody's employment]\n\n\
         What we have done and will do: [steps, each with a date]\n\n\
         {exclusion}\
         You may complain at any time, to us or to the state, and it will never change how you are served. \
         [State agency, its address and phone number]\n\n\
         If anything is still open, call us at [number] and ask for [name].\n\n\
         [Signature, name, title]\n",
        today = day(now),
        received = day(case.head.opened),
        number = case.head.number,
        about = about.join(", "),
    )
}
