use gigi_core::language::*;
#[test]
fn dump() {
    for line in std::fs::read_to_string("/tmp/scratch/in.jsonl").unwrap().lines() {
        if line.trim().is_empty() { continue; }
        let m: Message = serde_json::from_str(line).unwrap();
        let r = understand(&m);
        let i: Vec<String> = r.intents.iter().map(|i| format!("{:?}{}{}{}{}{} {:.2}", i.intent, if i.shifts.is_empty(){String::new()}else{format!("{:?}", i.shifts)}, if i.offers.is_empty(){String::new()}else{format!("{:?}", i.offers)}, i.eta_minutes.map_or(String::new(), |e| format!("@{e}")), i.reason.map_or(String::new(), |e| format!(" {e:?}")), i.window.map_or(String::new(), |e| format!(" {:?}..{:?}", e.from.map(|t| t.to_string()), e.until.map(|t| t.to_string()))), i.confidence)).collect();
        println!("{:<75} => {} {:?}{} {} {:?}", m.text, i.join(" + "), r.action, if r.urgent {"!"} else {""}, r.language, r.answers);
    }
}
