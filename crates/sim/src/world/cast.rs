//! The people of the small agency, all invented, who are also the core of the bigger ones.

use serde::Serialize;

/// What somebody with a phone is to the agency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Works shifts.
    Caregiver,
    /// Receives care.
    Client,
    /// Relative of a client.
    Family,
    /// Office staff; never answers by itself.
    Coordinator,
    /// Asked about care once.
    Prospect,
    /// Wants to work here.
    Applicant,
}

/// Profile tags in the order of their ids, which start at 45.
pub(crate) const TAGS: [(&str, &str); 8] = [
    ("Hoyer", "skill"),
    ("Dementia", "skill"),
    ("Driver", "skill"),
    ("No cats", "preference"),
    ("Spanish", "language"),
    ("CNA", "certificate"),
    ("Hospice", "skill"),
    ("Gait belt", "skill"),
];

pub(crate) const HOYER: u64 = 45;
pub(crate) const DEMENTIA: u64 = 46;
pub(crate) const DRIVER: u64 = 47;
pub(crate) const NO_CATS: u64 = 48;
pub(crate) const SPANISH: u64 = 49;
pub(crate) const CNA: u64 = 50;
pub(crate) const HOSPICE: u64 = 51;
pub(crate) const GAIT_BELT: u64 = 52;

/// A caregiver or client of the cast.
pub(crate) struct Part {
    pub(crate) given: &'static str,
    pub(crate) family: &'static str,
    pub(crate) gender: &'static str,
    /// Index into the places.
    pub(crate) place: usize,
    pub(crate) spanish: bool,
    pub(crate) tags: &'static [u64],
}

const fn part(
    given: &'static str,
    family: &'static str,
    gender: &'static str,
    place: usize,
    spanish: bool,
    tags: &'static [u64],
) -> Part {
    Part { given, family, gender, place, spanish, tags }
}

/// Twenty-four who work and two who no longer do. The first eleven have regular clients, the others help out.
pub(crate) const CAREGIVERS: [Part; 26] = [
    part("Keisha", "Example", "female", 0, false, &[HOYER, DRIVER, CNA]),
    part("Tamika", "Brooks", "female", 4, false, &[DEMENTIA, DRIVER]),
    part("Lucía", "Marquez", "female", 5, true, &[HOYER, SPANISH, CNA]),
    part("Denise", "Okafor", "female", 7, false, &[DEMENTIA, HOSPICE, CNA]),
    part("Agnieszka", "Nowak", "female", 6, false, &[HOYER, DRIVER]),
    part("Marcus", "Whitfield", "male", 2, false, &[HOYER, DEMENTIA, DRIVER]),
    part("Priya", "Raman", "female", 3, false, &[HOYER, CNA, NO_CATS]),
    part("Yolanda", "Cruz", "female", 5, true, &[SPANISH, HOYER, DRIVER]),
    part("Samuel", "Adeyemi", "male", 8, false, &[HOYER, DEMENTIA, CNA]),
    part("Linh", "Tran", "female", 1, false, &[DEMENTIA, DRIVER]),
    part("Brenda", "Kowalski", "female", 9, false, &[DEMENTIA, DRIVER, GAIT_BELT]),
    part("Aisha", "Rahman", "female", 1, false, &[HOYER, DRIVER, CNA]),
    part("Rosario", "Delgado", "female", 4, true, &[HOYER, SPANISH, DRIVER]),
    part("Grace", "Mensah", "female", 2, false, &[HOYER, DEMENTIA, CNA]),
    part("Terrence", "Hall", "male", 3, false, &[HOYER, DRIVER, NO_CATS]),
    part("Marisol", "Vega", "female", 5, true, &[HOYER, SPANISH]),
    part("Joy", "Santos", "female", 0, false, &[HOYER, CNA, HOSPICE]),
    part("Dmitri", "Volkov", "male", 6, false, &[DRIVER]),
    part("Hannah", "Lindqvist", "female", 3, false, &[HOYER, DEMENTIA]),
    part("Carmen", "Ibarra", "female", 5, true, &[SPANISH, DEMENTIA, DRIVER]),
    part("Fatuma", "Ali", "female", 10, false, &[HOYER, DRIVER]),
    part("Wendell", "Price", "male", 12, false, &[DRIVER, HOSPICE]),
    part("Olga", "Petrenko", "female", 13, false, &[HOYER, NO_CATS]),
    part("Chidi", "Eze", "male", 7, false, &[HOYER, DEMENTIA, DRIVER, CNA]),
    part("Patrice", "Monroe", "female", 11, false, &[HOYER]),
    part("Gloria", "Fuentes", "female", 15, true, &[SPANISH]),
];

/// Ten active clients, one on hold, one who left.
pub(crate) const CLIENTS: [Part; 12] = [
    part("Rosa", "Sample", "female", 0, false, &[HOYER]),
    part("Walter", "Hughes", "male", 4, false, &[DEMENTIA]),
    part("Eleanor", "Fitch", "female", 7, false, &[DEMENTIA]),
    part("Harold", "Nguyen", "male", 6, false, &[HOYER]),
    part("Beatriz", "Salgado", "female", 6, true, &[]),
    part("Dorothy", "Klein", "female", 2, false, &[HOYER, DRIVER]),
    part("George", "Papadakis", "male", 2, false, &[]),
    part("Evelyn", "Washington", "female", 3, false, &[HOYER]),
    part("Tomás", "Herrera", "male", 5, true, &[SPANISH]),
    part("Mildred", "Jansen", "female", 9, false, &[GAIT_BELT]),
    part("Frank", "DiMarco", "male", 8, false, &[DRIVER]),
    part("Ruth", "Abernathy", "female", 12, false, &[]),
];

/// (given, family, index of the client, relationship code)
pub(crate) const RELATIVES: [(&str, &str, usize, &str); 12] = [
    ("Daniel", "Sample", 0, "SON"),
    ("Carol", "Hughes", 1, "SPS"),
    ("Peter", "Fitch", 2, "SON"),
    ("Mai", "Nguyen", 3, "DAU"),
    ("Javier", "Salgado", 4, "SON"),
    ("Susan", "Klein-Ross", 5, "DAU"),
    ("Nikos", "Papadakis", 6, "BRO"),
    ("Angela", "Washington", 7, "DAU"),
    ("Elena", "Herrera", 8, "DAU"),
    ("Paul", "Jansen", 9, "SON"),
    ("Teresa", "DiMarco", 10, "SPS"),
    ("Lois", "Abernathy", 11, "SIS"),
];

/// Office staff (given, family, job).
pub(crate) const OFFICE: [(&str, &str, &str); 4] = [
    ("Dana", "Coordinator", "Scheduling coordinator"),
    ("Miguel", "Oncall", "On-call supervisor"),
    ("Ines", "Director", "Director of operations"),
    ("Ray", "Billing", "Billing"),
];

/// Given names of everybody else, with gender.
pub(crate) const GIVEN: [(&str, &str); 40] = [
    ("Amara", "female"),
    ("Beverly", "female"),
    ("Camila", "female"),
    ("Darius", "male"),
    ("Esther", "female"),
    ("Farid", "male"),
    ("Gabriela", "female"),
    ("Hector", "male"),
    ("Ivana", "female"),
    ("Jamal", "male"),
    ("Kavya", "female"),
    ("Latoya", "female"),
    ("Mateo", "male"),
    ("Nadia", "female"),
    ("Obinna", "male"),
    ("Paloma", "female"),
    ("Quentin", "male"),
    ("Renata", "female"),
    ("Shanice", "female"),
    ("Tadeusz", "male"),
    ("Uma", "female"),
    ("Valeria", "female"),
    ("Winston", "male"),
    ("Ximena", "female"),
    ("Yusuf", "male"),
    ("Zofia", "female"),
    ("Andre", "male"),
    ("Bianca", "female"),
    ("Cedric", "male"),
    ("Delphine", "female"),
    ("Efua", "female"),
    ("Florence", "female"),
    ("Guadalupe", "female"),
    ("Hyun", "female"),
    ("Isaac", "male"),
    ("Jolanta", "female"),
    ("Kwame", "male"),
    ("Leticia", "female"),
    ("Monique", "female"),
    ("Nestor", "male"),
];

/// Family names of everybody else.
pub(crate) const FAMILY: [&str; 40] = [
    "Abbott",
    "Banerjee",
    "Castillo",
    "Diallo",
    "Espinoza",
    "Fischer",
    "Greene",
    "Haddad",
    "Ivanov",
    "Jackson",
    "Kim",
    "Lopez",
    "Mbeki",
    "Navarro",
    "Osei",
    "Pawlak",
    "Quispe",
    "Rivera",
    "Sandoval",
    "Turner",
    "Usman",
    "Vargas",
    "Wójcik",
    "Xiong",
    "Young",
    "Zamora",
    "Bailey",
    "Contreras",
    "Dorsey",
    "Estrada",
    "Franklin",
    "Guzman",
    "Holloway",
    "Ibrahim",
    "Jimenez",
    "Kaminski",
    "Lewis",
    "Mwangi",
    "Nakamura",
    "Owens",
];
