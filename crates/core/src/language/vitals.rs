//! What a device or a body shows and no word of danger says: "sats 79 on 2 liters", "his meter keeps reading LO", "bled through 4 gauze
//! pads". Whatever else such a text resembles, somebody looks (domain.md 4.26).
use super::phrases::rule;

/// Oxygen below this, in per cent.
const OXYGEN: u32 = 88;
/// Sugar outside of these, mg/dl.
const SUGAR: (u32, u32) = (60, 400);
/// Upper blood pressure outside of these, mm Hg.
const PRESSURE: (u32, u32) = (75, 195);
/// Pulse outside of these, beats a minute.
const PULSE: (u32, u32) = (40, 140);

// Between what is measured and its number stand few words; "checked her sugar 30 min ago" and "sugar free 12 pack" measure nothing.
rule!(
    OXYGENS = words[
        r"(?:oxygen|o2|spo2|sats?|pulse ox|oxigeno|saturacion)(?: (?:is|was|at|of|reads|reading|says|now|levels?|esta|en|tiene|down|up|to|dropped|went|around|about|only|her|his|the|a))* (?P<n>[0-9]{2,3})(?: (?P<unit>[a-z]+))?",
    ]
);
rule!(
    SUGARS = words[
        r"(?:sugar|glucose|glucosa|azucar)(?: (?:is|was|at|of|reads|reading|says|now|levels?|esta|en|tiene|down|up|to|dropped|went|around|about|only|her|his|the|a|la))* (?P<n>[0-9]{2,3})(?: (?:at lunch|this morning|earlier))?(?: and (?P<m>[0-9]{2,3}))?(?: (?P<unit>[a-z]+))?",
    ]
);
rule!(
    PRESSURES = words[
        r"(?:bp|blood pressure|presion|top number)(?: (?:is|was|at|of|reads|reading|says|now|esta|en|tiene|down|up|to|dropped|went|around|about|only|her|his|the|a|la))* (?P<n>[0-9]{2,3})(?: (?P<unit>[a-z]+))?",
    ]
);
rule!(
    PULSES = words[
        r"(?:pulse|heart rate|pulso)(?: (?:is|was|at|of|reads|reading|says|now|esta|en|tiene|down|up|to|dropped|went|around|about|only|her|his|the|a))* (?P<n>[0-9]{2,3})(?: (?P<unit>[a-z]+))?",
    ]
);
rule!(
    NOT_MEASURED = whole[
        r"min|hours?|days?|weeks?|times?|am|pm|units?|carbs?|grams?|pack|years?|lbs?|pounds|dollars|minutos?|horas?|dias?|libras?|unidades",
    ]
);
rule!(OFF_THE_METER = raw_one [
    r"\b(?:meter|sugar|glucose|glucosa|azucar|reading)\b(?: [a-z]+){0,4} (?:say|says|said|read|reads|reading|dice|marca) (?:just )?(?:say |says )?(?:hi|lo|high|low|alto|bajo)\b",
]);
rule!(SIGNS = words [
    // Bleeding that goes on, told by what it soaks.
    r"(?:bled|bleeding|bleeds)(?: [a-z]+)? (?:thru|through)(?: [a-z0-9]+){0,4} (?:towels?|washcloths?|gauze|pads?|bandages?|rags?|dressings?|sheets?)", r"soaked (?:thru|through)(?: [a-z0-9]+){0,4} (?:towels?|washcloths?|gauze|bandages?|rags?)(?: [a-z]+){0,3} (?:from|blood|cut|wound)",
    // A limb without blood, a face that swells after a medicine, nobody behind open eyes.
    r"(?:foot|feet|toes?|leg|hand|fingers?|arm)(?: [a-z]+){0,3} (?:turned|went|turning|going|gone) (?:purple|black|blue|white|cold)", r"(?:face|mouth|tongue|lips?|throat)(?: [a-z]+){0,4} (?:swole|swollen|swelling|puffing|puffed|puffy)(?: up)?(?: [a-z]+){0,4} (?:antibiotics?|pills?|meds?|medicine|shot|bee|sting|nuts?|peanuts?|shrimp)", r"(?:went|gone|going) limp", r"eyes open but (?:nobody|not|no)", r"chest(?: is| feels| so)? tight(?: and| with)?(?: my)? (?:arm|jaw)",
    r"(?:in|stuck in) the (?:bathtub|tub|shower)(?: [a-z]+){0,3} cant get (?:out|up)", r"cant get (?:out of|up from|up out of|off) the (?:tub|bathtub|toilet|floor|shower)",
    r"(?:se puso|esta|labios|boca|carita|cara|dedos|unas)(?: bien| muy| todos?| todas?| medio)? (?:morad|azul)(?:it)?(?:o|a|os|as)",
    r"(?:gave|give|given|took|taken)(?: [a-z]+){0,3} (?:blood thinners?|insulin|warfarin|coumadin|eliquis|xarelto|morphine|[a-z]+pril|[a-z]+olol|oxycodone|xanax|ativan)(?: [a-z]+){0,2} (?:twice|two times|2 times|2x)",
    // Leave-taking.
    r"(?:gave|giving|handed|handing|gives|gived) (?:me|us) (?:all )?(?:his|her)(?: [a-z]+){1,14} (?:wont|no longer|not going to) (?:be )?need(?:ing)?",
]);

/// The words that show it.
pub(super) fn alarming(flat: &str) -> Option<String> {
    let beyond = |rule: &super::phrases::Rule, outside: &dyn Fn(u32) -> bool| {
        rule.all(flat).iter().find_map(|found| {
            let number = |n: &regex::Match<'_>| n.as_str().parse::<u32>().is_ok_and(outside);
            let other = found.name("unit").is_some_and(|unit| NOT_MEASURED.is(unit.as_str()));
            let measured =
                !other && ["n", "m"].iter().filter_map(|name| found.name(name)).any(|n| number(&n));
            found.get(0).filter(|_| measured).map(|all| all.as_str().trim().to_owned())
        })
    };
    beyond(&OXYGENS, &|n| (40..OXYGEN).contains(&n))
        .or_else(|| beyond(&SUGARS, &|n| n < SUGAR.0 || n > SUGAR.1))
        .or_else(|| beyond(&PRESSURES, &|n| n < PRESSURE.0 || n > PRESSURE.1))
        .or_else(|| beyond(&PULSES, &|n| n < PULSE.0 || n > PULSE.1))
        .or_else(|| OFF_THE_METER.find(flat))
        .or_else(|| SIGNS.find(flat))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::normalise::Text;

    #[test]
    fn numbers_beyond_their_range_are_alarming_and_others_are_not() {
        for text in [
            "sats 79 on 2 liters",
            "sugar was 52 at lunch and 48 now",
            "papi tiene la presión en 220",
            "his meter keep reading LO",
            "bled thru the 3rd washcloth now",
            "labios moraditos",
        ] {
            assert!(alarming(&Text::new(text).flat).is_some(), "{text}");
        }
        for text in [
            "oxygen 97, watched wheel of fortune",
            "bp 128 over 80",
            "sugar 110",
            "pulse 72",
            "oxygen at 3",
            "checked her sugar 30 min ago",
            "sugar free 12 pack",
            "oxygen for 45 min",
        ] {
            assert!(alarming(&Text::new(text).flat).is_none(), "{text}");
        }
    }
}
