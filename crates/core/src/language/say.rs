//! The questions, in the sender's language, always with weekday, date and clock time (domain.md 6.11). GSM-7 clean
//! where the language allows it.

use super::context::{Context, Local};
use super::tongue::Tongue;
use jiff::civil::Date;

/// Characters of an offer's area that a question repeats.
const LONGEST_AREA: usize = 40;

/// "Tue 11/24 7:00a-11:00a"
pub(super) fn label(shift: &Local, tongue: Tongue) -> String {
    format!("{} {}-{}", day(shift.date, tongue), clock(shift.start_minute), clock(shift.end_minute))
}

/// The same in English letters, as Gigi's own texts may quote it.
pub(super) fn day(date: Date, tongue: Tongue) -> String {
    const SPANISH: [&str; 7] = ["lun", "mar", "mie", "jue", "vie", "sab", "dom"];
    const ENGLISH: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let names = if tongue == Tongue::Spanish { SPANISH } else { ENGLISH };
    let offset = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0);
    format!("{} {}/{}", names.get(offset).copied().unwrap_or(""), date.month(), date.day())
}

fn clock(minute: i64) -> String {
    let (hour, minute) = (minute / 60, minute % 60);
    let twelve = if hour % 12 == 0 { 12 } else { hour % 12 };
    format!("{twelve}:{minute:02}{}", if hour < 12 { "a" } else { "p" })
}

fn list(context: &Context<'_>, ids: &[String]) -> String {
    ids.iter()
        .filter_map(|id| context.shift(id))
        .take(9)
        .enumerate()
        .map(|(i, shift)| format!("{}) {}", i + 1, label(shift, context.tongue)))
        .collect::<Vec<_>>()
        .join(" ")
}

/// Which of these shifts is it?
pub(super) fn which_shift(context: &Context<'_>, ids: &[String]) -> String {
    let list = list(context, ids);
    let one = ids.len() == 1;
    match (context.tongue, one) {
        (Tongue::Spanish, true) => format!("¿Se refiere a este turno? {list} Responda SI o NO."),
        (Tongue::Spanish, false) => format!("¿De qué turno habla? {list} Responda con el numero."),
        (Tongue::French, _) => format!("De quel service parlez-vous? {list} Repondez avec le numero."),
        (Tongue::Vietnamese, _) => format!("Ban noi ve ca nao? {list} Vui long tra loi bang so."),
        (Tongue::Russian, _) => format!("О какой смене речь? {list} Ответьте номером."),
        (Tongue::Korean, _) => format!("어느 근무인가요? {list} 번호로 답해 주세요."),
        (Tongue::Tagalog, _) => format!("Aling shift po ito? {list} Sagutin ng numero."),
        (_, true) => format!("Which shift do you mean? Is it {list}? Reply YES or NO."),
        (_, false) => format!("Which shift do you mean? {list} Reply with the number."),
    }
}

/// A decline that may also be about the person's own shift.
pub(super) fn own_shift_too(context: &Context<'_>, ids: &[String]) -> String {
    let list = list(context, ids);
    match context.tongue {
        Tongue::Spanish => format!("¿Tampoco puede trabajar su propio turno? {list} Responda SI o NO."),
        _ => format!("Does that go for your own shift too? {list} Reply YES or NO."),
    }
}

/// Which of the open offers is it?
pub(super) fn which_offer(context: &Context<'_>) -> String {
    let offers: Vec<String> = context
        .offers
        .iter()
        .zip(&context.message.offers)
        .take(9)
        .map(|(local, offer)| {
            // Nine of them have to fit into one text, however the area is written.
            let area: String = offer.shift.area.chars().take(LONGEST_AREA).collect();
            let area = if area.is_empty() { area } else { format!(" {area}") };
            format!("{}) {}{area}", offer.code, label(local, context.tongue))
        })
        .collect();
    let takes: Vec<String> =
        context.message.offers.iter().take(9).map(|offer| format!("TAKE {}", offer.code)).collect();
    let (list, takes) = (offers.join(" "), takes.join(", "));
    match context.tongue {
        Tongue::Spanish => format!("¿Cual turno quiere? {list} Responda {takes}."),
        Tongue::French => format!("Lequel? {list} Repondez {takes}."),
        Tongue::Russian => format!("Какую смену? {list} Ответьте {takes}."),
        Tongue::Korean => format!("어느 근무인가요? {list} {takes}"),
        _ => format!("Which one do you mean? {list} Reply {takes}."),
    }
}

/// A yes where nothing is open.
pub(super) fn no_open_offer(context: &Context<'_>) -> String {
    match context.tongue {
        Tongue::Spanish => "Ahora no hay un turno abierto para usted. ¿De qué turno habla?".to_owned(),
        _ => "There is no open shift waiting for your answer right now. Which shift do you mean?".to_owned(),
    }
}

/// How late?
pub(super) fn how_late(context: &Context<'_>) -> String {
    match context.tongue {
        Tongue::Spanish => "Gracias por avisar. ¿A qué hora llega?".to_owned(),
        _ => "Thanks for telling us. What time will you be there?".to_owned(),
    }
}

/// From when to when?
pub(super) fn which_hours(context: &Context<'_>) -> String {
    match context.tongue {
        Tongue::Spanish => "Gracias. ¿De qué hora a qué hora puede?".to_owned(),
        _ => "Thank you. From what time to what time can you work?".to_owned(),
    }
}

/// What is it about?
pub(super) fn what_about(context: &Context<'_>) -> String {
    match context.tongue {
        Tongue::Spanish => "No entendimos bien. ¿En qué le podemos ayudar?".to_owned(),
        Tongue::French => "Nous n'avons pas bien compris. Que pouvons-nous faire?".to_owned(),
        _ => "Sorry, we didn't get that. What can we help with?".to_owned(),
    }
}
