//! The agency's world and its rules: pure, no I/O, no async, no clock, no randomness.
//!
//! # Mental model
//!
//! A *call-out* is a caregiver's word that she cannot work a shift. Each call-out of one shift is a [`callout::CallOut`]:
//! one versioned document that owns its state. Everything that happens to it is a [`case::Event`]; what the
//! agency's [`policy::Policy`] says should follow comes out of [`case::decide`] as a [`case::Decision`]:
//! the next state, the effects asked of the world, the timers to set, and the facts for the time-line.
//!
//! ```text
//! text ──language::understand──▶ Reading ──inbound::route──▶ Event ──callout::decide──▶ Decision
//! ```
//!
//! Who may be asked, and in what order, is [`matching::rank`]; it is computed from a [`agency::Roster`] snapshot and
//! comes into the machine as an event, so that the reasons are on record. Whether a text to a person may leave now is
//! [`conversation::Conversation::admit`]. Every text that a person can see is in [`texts`].
//!
//! The map: [`id`], [`phone`], [`area_code`], [`private`], [`calendar`], [`place`] are the words; [`agency`] is what is known;
//! [`policy`] is what the agency decided; [`callout`] is the machine, [`handoff`] its small sister for messages that
//! need a person; [`lead`], [`complaint`] and [`incident`] are people who ask for care, complaints, and danger; [`rehearsal`] plays the machine on past call-outs; [`escalation`] is the ladder to humans that both share; [`teaching`] is what coordinators correct, and
//! [`pseudonym`] takes people out of what leaves for training or for a hosted model.
pub mod agency;
pub mod area_code;
pub mod calendar;
pub mod callout;
pub mod case;
pub mod clock;
pub mod complaint;
pub mod conversation;
pub mod effect;
pub mod escalation;
pub mod fact;
pub mod fairness;
pub mod fnv;
pub mod handoff;
pub mod id;
pub mod inbound;
pub mod incident;
pub mod language;
pub mod lead;
pub mod matching;
pub mod note;
pub mod phone;
pub mod place;
pub mod policy;
pub mod private;
pub mod pseudonym;
pub mod rehearsal;
pub mod request;
pub mod round;
pub mod storm;
pub mod teaching;
pub mod texts;
pub mod visit;
