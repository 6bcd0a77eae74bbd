//! What was said before, as facts: which words the agency's last text had ("is that right?" makes "yes" a call-out, "which one can't
//! you do?" makes "14" a no), which the sender's own last text had, and whether a shift was given up or won in this thread. Only words of
//! a closed list count: names, towns and days say nothing about what is asked.
use super::context::Context;
use super::facts::Fact;
use super::normalise::Text;
use super::{Speaker, Turn, other, thread};

/// In texts of the agency, folded as `normalise` does. Their place is their name: new ones are added at the end.
const WORDS: [&str; 181] = [
    "which",
    "what",
    "when",
    "where",
    "who",
    "how",
    "why",
    "still",
    "need",
    "send",
    "cover",
    "covered",
    "out",
    "off",
    "right",
    "mean",
    "sure",
    "able",
    "cannot",
    "cant",
    "wont",
    "part",
    "some",
    "until",
    "stay",
    "alone",
    "safe",
    "hurt",
    "happened",
    "relief",
    "leave",
    "late",
    "eta",
    "minutes",
    "arrive",
    "expect",
    "there",
    "reason",
    "sick",
    "note",
    "noted",
    "sorry",
    "taken",
    "filled",
    "closed",
    "confirmed",
    "yours",
    "confirm",
    "reminder",
    "see",
    "set",
    "planned",
    "take",
    "pass",
    "open",
    "offer",
    "shift",
    "shifts",
    "turno",
    "turnos",
    "tomo",
    "paso",
    "reply",
    "responda",
    "yes",
    "stop",
    "text",
    "texts",
    "texted",
    "help",
    "consent",
    "both",
    "either",
    "neither",
    "one",
    "two",
    "or",
    "instead",
    "change",
    "changed",
    "move",
    "cancel",
    "cancelled",
    "keep",
    "visit",
    "visits",
    "aide",
    "caregiver",
    "substitute",
    "come",
    "comes",
    "coming",
    "way",
    "running",
    "behind",
    "hospital",
    "home",
    "feel",
    "better",
    "thanks",
    "thank",
    "gracias",
    "avisar",
    "glad",
    "welcome",
    "looking",
    "someone",
    "somebody",
    "office",
    "coordinator",
    "call",
    "calling",
    "called",
    "manager",
    "anything",
    "else",
    "care",
    "hours",
    "week",
    "start",
    "live",
    "city",
    "interview",
    "hired",
    "apply",
    "applying",
    "certificate",
    "cna",
    "hha",
    "drive",
    "clock",
    "clocked",
    "app",
    "time",
    "left",
    "bill",
    "pay",
    "license",
    "card",
    "cpr",
    "expires",
    "upload",
    "puede",
    "podria",
    "parte",
    "cual",
    "que",
    "cuando",
    "hora",
    "llega",
    "llegar",
    "sigue",
    "confirma",
    "necesita",
    "busco",
    "buscamos",
    "alguien",
    "sola",
    "solo",
    "segura",
    "enferma",
    "motivo",
    "quiere",
    "tomar",
    "trabajar",
    "ir",
    "correcto",
    "bien",
    "cancelar",
    "cambiar",
    "visita",
    "quitar",
    "quito",
    "entendido",
    "anotado",
    "siento",
    "cubierto",
    "ocupado",
    "recordatorio",
    "refiere",
    "mandemos",
];

/// In the sender's own last text.
const OWN: [&str; 32] = [
    "cant", "wont", "sick", "out", "off", "late", "running", "yes", "no", "take", "pass", "leave", "early",
    "cancel", "switch", "swap", "hours", "pay", "where", "when", "who", "fell", "help", "stop", "puedo",
    "enferma", "tarde", "si", "cancelar", "tomo", "miss", "call",
];

fn place(list: &[&str], word: &str) -> Option<u8> {
    list.iter().position(|known| *known == word).and_then(|at| u8::try_from(at).ok())
}

/// Adds them to what is known beside the words.
pub(super) fn add(context: &Context<'_>, facts: &mut Vec<Fact>) {
    let last = |speaker: Speaker| {
        let of_speaker = |turn: &&Turn| turn.from == speaker && !thread::is_stale(context, turn);
        context.message.thread.iter().rev().find(of_speaker)
    };
    for (speaker, list, name) in
        [(Speaker::Gigi, WORDS.as_slice(), 50), (Speaker::Sender, OWN.as_slice(), 51)]
    {
        let Some(turn) = last(speaker) else {
            facts.push([name, 255, 0, 0]);
            continue;
        };
        let text = Text::new(&turn.text);
        facts.push([name, 254, u8::from(text.question), 0]);
        facts
            .extend(text.words().into_iter().filter_map(|word| place(list, word)).map(|at| [name, at, 0, 0]));
    }
    let called_out = u8::from(other::has_called_out(context));
    facts.push([52, called_out, u8::from(thread::has_won(context)), 0]);
    facts.push([53, called_out, u8::from(context.text.question), 0]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_one_place() {
        for list in [WORDS.as_slice(), OWN.as_slice()] {
            let different: std::collections::BTreeSet<_> = list.iter().collect();
            assert_eq!(different.len(), list.len());
        }
    }
}
