//! The documents WellSky sends and takes, field by field, without loss.
//!
//! Each struct names the fields somebody needs and keeps all others in `extra`. Reading a document and writing it
//! again gives the same document, value for value; that is what makes "read, change one field, PUT" safe. Fields
//! that WellSky writes in several ways have types that remember the way ([`Id`], [`Scalar`], [`Maybe`],
//! [`OneOrMany`], [`Stamp`]); methods on the resources give the plain reading.
//!
//! `Debug` of a resource never shows its content: these are people's names, addresses and care.

/// `Debug` that names the type and shows nothing.
macro_rules! opaque_debug {
    ($($name:ident),+ $(,)?) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    )+};
}

mod appointment;
mod bundle;
mod charge;
mod encounter;
mod intake;
mod meta;
mod person;
mod reference;
mod related;
mod scalar;
mod stamp;
mod subscription;
mod task;
mod visit;

pub use appointment::{Appointment, AppointmentStatus, Party, ShiftKey};
pub(crate) use bundle::read_row;
pub use bundle::{Bundle, Quarantined};
pub use charge::{ChargeItem, Quantity};
pub use encounter::{Encounter, Participant, Period, Reference};
pub use intake::{ApplicantStage, NewPerson, ProspectStage};
pub use meta::{Meta, Tag};
pub(crate) use person::ten_digits;
pub use person::{Address, HumanName, Patient, Phone, Practitioner, Telecom};
pub use reference::{
    Activity, ActivityType, Admin, Allergy, CareActivity, Document, Location, Medication, Named, NewDocument,
    Organization, PlannedActivity, ProfileTag, ReferralSource,
};
pub use related::RelatedPerson;
pub use scalar::{Id, Maybe, OneOrMany, Scalar};
pub(crate) use stamp::compact_date;
pub use stamp::{BadStamp, Stamp};
pub use subscription::{Channel, Criteria, NewSubscription, Subscription};
pub use task::{AdminTask, NewAdminTask, NewTaskLog, Requester, TaskLog, TaskStatus};
pub use visit::{BillMethod, ClockIn, ClockOut, ClockedIn, NewEncounter, PayMethod, Position};
