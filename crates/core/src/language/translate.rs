//! The few phrases of the rarer languages that the English rules can read once they are in English.

use super::normalise::fold;
use super::tongue::Tongue;

/// Phrases and what they are in English; longer ones first.
type Phrases = &'static [(&'static str, &'static str)];

const FROM_VIETNAMESE: Phrases = &[
    ("khong the di lam", "cant work"),
    ("khong di lam duoc", "cant work"),
    ("khong lam duoc", "cant work"),
    ("khong den duoc", "cant come"),
    ("khong tho duoc", "cant breathe"),
    ("kho tho", "cant breathe"),
    ("cap cuu", "emergency"),
    ("bat tinh", "unconscious"),
    ("bi nga", "fell"),
    ("te nga", "fell"),
    ("con toi bi om", "my kid is sick"),
    ("con toi om", "my kid is sick"),
    ("bi om", "i am sick"),
    ("bi benh", "i am sick"),
    ("bi sot", "fever"),
    ("xe hu", "car broke down"),
    ("den tre", "running late"),
    ("den muon", "running late"),
    ("phut", "min"),
    ("ngay mai", "tomorrow"),
    ("hom nay", "today"),
    ("toi nay", "tonight"),
    ("thu hai", "monday"),
    ("thu ba", "tuesday"),
    ("thu tu", "wednesday"),
    ("thu nam", "thursday"),
    ("thu sau", "friday"),
    ("thu bay", "saturday"),
    ("chu nhat", "sunday"),
    ("cam on", "thanks"),
    ("dong y", "yes"),
    ("duoc a", "yes"),
    ("toi nhan", "yes"),
    ("co the", "i can"),
    ("vang", "yes"),
    ("duoc", "yes"),
    ("khong", "no"),
    ("mai", "tomorrow"),
];
const FROM_FRENCH: Phrases = &[
    ("je ne peux pas venir", "i cant come"),
    ("je ne peux pas travailler", "i cant work"),
    ("peux pas venir", "cant come"),
    ("peux pas travailler", "cant work"),
    ("je ne viendrai pas", "i cant come"),
    ("je ne peux pas", "i cant"),
    ("je peux", "i can"),
    ("je prends", "i take it"),
    ("je suis malade", "i am sick"),
    ("enfant est malade", "kid is sick"),
    ("malade", "sick"),
    ("en retard", "running late"),
    ("ne respire pas", "not breathing"),
    ("est tombee", "fell"),
    ("est tombe", "fell"),
    ("inconsciente", "unconscious"),
    ("inconscient", "unconscious"),
    ("urgence", "emergency"),
    ("voiture", "car"),
    ("est en panne", "broke down"),
    ("apres demain", "day after tomorrow"),
    ("demain", "tomorrow"),
    ("aujourdhui", "today"),
    ("ce soir", "tonight"),
    ("daccord", "ok"),
    ("merci", "thanks"),
    ("oui", "yes"),
    ("non", "no"),
    ("lundi", "monday"),
    ("mardi", "tuesday"),
    ("mercredi", "wednesday"),
    ("jeudi", "thursday"),
    ("vendredi", "friday"),
    ("samedi", "saturday"),
    ("dimanche", "sunday"),
    ("desolee", "sorry"),
    ("desole", "sorry"),
];
const FROM_RUSSIAN: Phrases = &[
    ("не смогу выити", "cant work"),
    ("не смогу приити", "cant come"),
    ("не могу приити", "cant come"),
    ("не могу работать", "cant work"),
    ("не смогу работать", "cant work"),
    ("не приду", "cant come"),
    ("не выиду", "cant come"),
    ("не смогу", "cant"),
    ("не могу", "cant"),
    ("не дышит", "not breathing"),
    ("без сознания", "unconscious"),
    ("скорая", "ambulance"),
    ("скорую", "ambulance"),
    ("упала", "fell"),
    ("упал", "fell"),
    ("я заболела", "i am sick"),
    ("я заболел", "i am sick"),
    ("заболела", "i am sick"),
    ("заболел", "i am sick"),
    ("болею", "i am sick"),
    ("ребенок болеет", "my kid is sick"),
    ("температура", "fever"),
    ("машина сломалась", "car broke down"),
    ("опаздываю", "running late"),
    ("опоздаю", "running late"),
    ("минут", "min"),
    ("послезавтра", "day after tomorrow"),
    ("завтра", "tomorrow"),
    ("сегодня", "today"),
    ("да", "yes"),
    ("согласна", "yes"),
    ("согласен", "yes"),
    ("смогу", "i can"),
    ("могу", "i can"),
    ("нет", "no"),
    ("спасибо", "thanks"),
    ("хорошо", "ok"),
    ("понедельник", "monday"),
    ("вторник", "tuesday"),
    ("среду", "wednesday"),
    ("четверг", "thursday"),
    ("пятницу", "friday"),
    ("субботу", "saturday"),
    ("воскресенье", "sunday"),
];
const FROM_KOREAN: Phrases = &[
    ("일 못 가", " cant work "),
    ("일을 못", " cant work "),
    ("일 못", " cant work "),
    ("못 가요", " cant come "),
    ("못가요", " cant come "),
    ("못 갈", " cant come "),
    ("못 나가", " cant work "),
    ("출근 못", " cant work "),
    ("출근을 못", " cant work "),
    ("숨을 못", " cant breathe "),
    ("숨을 안", " not breathing "),
    ("의식이 없", " unconscious "),
    ("쓰러졌", " collapsed "),
    ("넘어졌", " fell "),
    ("넘어지", " fell "),
    ("응급", " emergency "),
    ("아이가 아파", " my kid is sick "),
    ("아파", " i am sick "),
    ("아프", " i am sick "),
    ("열이", " fever "),
    ("늦을", " running late "),
    ("늦어", " running late "),
    ("늦겠", " running late "),
    ("분 정도", " min "),
    ("분쯤", " min "),
    ("분 ", " min "),
    ("내일", " tomorrow "),
    ("모레", " day after tomorrow "),
    ("오늘", " today "),
    ("할 수 있", " i can "),
    ("할게요", " i will take it "),
    ("갈게요", " i will take it "),
    ("아니", " no "),
    ("안돼", " no "),
    ("안 돼", " no "),
    ("못해", " cant do it "),
    ("못 해", " cant do it "),
    ("가능합니다", " i can "),
    ("가능해요", " i can "),
    // As words of their own: "예약" is an appointment.
    (" 네 ", " yes "),
    (" 예 ", " yes "),
    ("월요일", " monday "),
    ("화요일", " tuesday "),
    ("수요일", " wednesday "),
    ("목요일", " thursday "),
    ("금요일", " friday "),
    ("토요일", " saturday "),
    ("일요일", " sunday "),
    ("감사", " thanks "),
    ("고마", " thanks "),
];
const FROM_TAGALOG: Phrases = &[
    ("hindi ako makakapasok", "i cant work"),
    ("hindi ako makapasok", "i cant work"),
    ("di ako makakapasok", "i cant work"),
    ("hindi po ako makakapasok", "i cant work"),
    ("hindi ako makakarating", "i cant come"),
    ("hindi ako pwede", "i cant"),
    ("hindi po ako pwede", "i cant"),
    ("hindi makahinga", "cant breathe"),
    ("walang malay", "unconscious"),
    ("nahulog", "fell"),
    ("natumba", "fell"),
    ("may sakit ang anak ko", "my kid is sick"),
    ("may sakit ako", "i am sick"),
    ("may sakit", "sick"),
    ("may lagnat", "fever"),
    ("nasira ang kotse", "car broke down"),
    ("malelate", "running late"),
    ("male late", "running late"),
    ("mahuhuli", "running late"),
    ("bukas", "tomorrow"),
    ("ngayon", "today"),
    ("mamaya", "tonight"),
    ("sa lunes", "monday"),
    ("sa martes", "tuesday"),
    ("sa miyerkules", "wednesday"),
    ("sa huwebes", "thursday"),
    ("sa biyernes", "friday"),
    ("sa sabado", "saturday"),
    ("sa linggo", "sunday"),
    ("kaya ko", "i can"),
    ("pwede ako", "i can"),
    ("opo", "yes"),
    ("oo", "yes"),
    ("sige", "ok"),
    ("salamat", "thanks"),
    ("hindi po", "no"),
    ("hindi", "no"),
];

/// Puts English in place of the phrases that are known. `flat` is folded already.
pub(super) fn into_english(tongue: Tongue, flat: &str) -> String {
    let phrases = match tongue {
        Tongue::Vietnamese => FROM_VIETNAMESE,
        Tongue::French => FROM_FRENCH,
        Tongue::Russian => FROM_RUSSIAN,
        Tongue::Korean => FROM_KOREAN,
        Tongue::Tagalog => FROM_TAGALOG,
        Tongue::English | Tongue::Spanish | Tongue::Unknown => return flat.to_owned(),
    };
    let mut text = flat.split_whitespace().collect::<Vec<_>>().join(" ");
    text = format!(" {text} ");
    for (from, to) in phrases {
        // Korean puts endings on words; the others have spaces around them.
        if tongue == Tongue::Korean {
            text = text.replace(from, to);
        } else {
            let from = format!(" {} ", fold(from));
            if text.contains(&from) {
                text = text.replace(&from, &format!(" {to} "));
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_become_english() {
        assert_eq!(into_english(Tongue::Vietnamese, " vang "), " yes ");
        assert_eq!(into_english(Tongue::Russian, " завтра не приду "), " tomorrow cant come ");
        assert!(into_english(Tongue::Korean, " 15분 늦을 것 같아요 ").contains("15 min"));
    }

    #[test]
    fn an_appointment_in_korean_holds_no_yes() {
        let read = into_english(Tongue::Korean, " 병원 예약이 있어서 못 해요 ");
        assert!(!read.contains("yes") && read.contains("cant do it"), "{read}");
        let yes = into_english(Tongue::Korean, " 네 가능합니다 ");
        assert_eq!(yes.split_whitespace().collect::<Vec<_>>(), ["yes", "i", "can"]);
    }
}
