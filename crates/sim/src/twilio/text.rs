//! What Twilio knows about a text: its segments, and the words it acts on by itself.

/// What a whole-message keyword means (domain.md 1.13).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keyword {
    Stop,
    Start,
    Help,
}

impl Keyword {
    /// Value of `OptOutType`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Keyword::Stop => "STOP",
            Keyword::Start => "START",
            Keyword::Help => "HELP",
        }
    }

    /// What Twilio answers by itself.
    pub(crate) fn reply(self) -> &'static str {
        match self {
            Keyword::Stop => {
                "You have successfully been unsubscribed. You will not receive any more messages from this number. \
                 Reply START to resubscribe."
            }
            Keyword::Start => {
                "You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP \
                 to unsubscribe. Msg&Data Rates May Apply."
            }
            Keyword::Help => "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
        }
    }
}

/// The keyword that the whole message is, if it is one. YES only counts from somebody who had opted out.
pub(crate) fn keyword(body: &str, opted_out: bool) -> Option<Keyword> {
    match body.trim().to_uppercase().as_str() {
        "STOP" | "UNSUBSCRIBE" | "END" | "QUIT" | "STOPALL" | "REVOKE" | "OPTOUT" | "CANCEL" => {
            Some(Keyword::Stop)
        }
        "START" | "UNSTOP" => Some(Keyword::Start),
        "YES" if opted_out => Some(Keyword::Start),
        "HELP" | "INFO" => Some(Keyword::Help),
        _ => None,
    }
}

const GSM: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿\
                   abcdefghijklmnopqrstuvwxyzäöñüà";
const GSM_DOUBLE: &str = "^{}\\[]~|€";

/// How many segments a text costs (domain.md 1.16): GSM-7 160/153, otherwise UCS-2 70/67.
pub fn segments(body: &str) -> usize {
    let mut septets = 0;
    for c in body.chars() {
        if GSM.contains(c) {
            septets += 1;
        } else if GSM_DOUBLE.contains(c) {
            septets += 2;
        } else {
            let units = body.encode_utf16().count();
            return if units <= 70 { 1 } else { units.div_ceil(67) };
        }
    }
    if septets <= 160 { 1 } else { usize::div_ceil(septets, 153) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_message_that_is_nothing_but_the_word_opts_out() {
        assert_eq!(keyword(" stop ", false), Some(Keyword::Stop));
        assert_eq!(keyword("OptOut", false), Some(Keyword::Stop));
        assert_eq!(keyword("please stop texting me", false), None);
        assert_eq!(keyword("yes", false), None);
        assert_eq!(keyword("yes", true), Some(Keyword::Start));
        assert_eq!(keyword("info", false), Some(Keyword::Help));
    }

    #[test]
    fn accents_outside_the_small_alphabet_cost_more() {
        assert_eq!(segments(&"a".repeat(160)), 1);
        assert_eq!(segments(&"a".repeat(161)), 2);
        assert_eq!(segments(&"[".repeat(81)), 2);
        assert_eq!(segments(&"á".repeat(71)), 2);
        assert_eq!(segments("sí puedo 👍"), 1);
    }
}
