//! `gigi rank --shift ID`: who may be asked for a shift, in what order and why; and who may not, each with the one reason.
//! Asks nobody and writes nothing.
use std::io::{IsTerminal as _, Write};

use anyhow::{Context as _, bail};
use gigi_core::agency::{Roster, Shift};
use gigi_core::calendar::say_range;
use gigi_core::id::{AppointmentId, CaregiverId, ShiftKey};
use gigi_core::matching::{Candidate, Exclusion, Need, Ranking, Widened, rank, why_not};
use gigi_core::policy::Policy;
use gigi_engine::ports::Clock as _;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::clock::SystemClock;
use crate::config::Config;
use crate::{app, serve};

/// Which shift, and how much of the answer.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// WellSky's appointment id; of a series the next visit, or `ID@START` for another one. `next-open` is the next
    /// shift without a caregiver, `next` the next one at all.
    #[arg(long, value_name = "ID")]
    shift: String,
    /// Candidates to print.
    #[arg(long, value_name = "N", default_value_t = 15)]
    top: usize,
    /// Every rule that this caregiver breaks, by id.
    #[arg(long, value_name = "CAREGIVER")]
    why: Option<String>,
    /// As if longer ways were allowed.
    #[arg(long)]
    farther: bool,
    /// As if overtime were allowed.
    #[arg(long)]
    overtime: bool,
    /// Print one JSON object with everybody.
    #[arg(long)]
    json: bool,
}

/// Ranks on what the database holds; an empty one is filled from WellSky first.
///
/// # Errors
/// When the database or WellSky cannot be used, or there is no such shift or caregiver.
pub async fn start(options: Options, config: Config) -> anyhow::Result<()> {
    let (parts, _sim) = serve::parts(config).await?;
    let policy = parts.policy.clone();
    let engine = app::join(parts)?.engine;
    if engine.mirror_as_of().await?.is_none() {
        let turn = engine.sync_everything(&|_| {}).await?;
        anyhow::ensure!(turn.people_read, "people could not be read from WellSky");
    }
    let (roster, now) = (engine.roster().await?, SystemClock.now());
    let shift = find(&roster, &options.shift, now)?;
    let case = engine.call_out_about(&shift.key).await?;
    let mut barred = engine.ruled_out(case.as_ref(), &shift.key).await?;
    if let Some(on_it) = &shift.caregiver {
        // Asked for a shift that somebody has: as if she called out.
        barred.entry(on_it.clone()).or_insert(Exclusion::CalledOut);
    }
    let need = Need {
        key: shift.key.clone(),
        client: shift.client.clone(),
        end: shift.end,
        position: shift.position,
        widened: Widened { travel: options.farther, overtime: options.overtime },
    };
    let reach = engine.reach(&roster).await?;
    let mut out = std::io::stdout();
    if let Some(who) = &options.why {
        let who = CaregiverId::new(who.as_str());
        if roster.caregiver(&who).is_none() {
            bail!("there is no caregiver {who}");
        }
        let mut broken =
            why_not(&policy, &roster, &need, &who, &reach.get(&who).cloned().unwrap_or_default(), now);
        broken.extend(barred.get(&who));
        return said_why(&mut out, &roster, &who, &broken, options.json).context("standard output");
    }
    let ranking = rank(&policy, &roster, &need, &barred, &reach, now);
    let written = if options.json {
        writeln!(out, "{}", as_json(&ranking, &roster, shift))
    } else {
        as_table(&mut out, &ranking, &roster, &policy, shift, options.top)
    };
    written.context("standard output")
}

fn find<'a>(roster: &'a Roster, wanted: &str, now: Timestamp) -> anyhow::Result<&'a Shift> {
    let ahead = || roster.shifts().iter().filter(|s| s.is_on() && s.start() > now);
    match wanted {
        "next" => return ahead().next().context("no visit is ahead"),
        "next-open" => {
            return ahead().find(|s| s.caregiver.is_none()).context("no visit without a caregiver is ahead");
        }
        _ => {}
    }
    if let Some(key) = ShiftKey::parse(wanted) {
        return roster.shift(&key).with_context(|| format!("there is no shift {key}"));
    }
    let id = AppointmentId::new(wanted);
    let of_it = || roster.shifts().iter().filter(|s| s.key.appointment == id);
    let next = of_it().find(|s| s.end > now).or_else(|| of_it().next_back());
    next.with_context(|| format!("there is no shift {wanted}"))
}

fn name(roster: &Roster, who: &CaregiverId) -> String {
    roster.caregiver(who).map(|c| c.name.full()).unwrap_or_default()
}

fn as_json(ranking: &Ranking, roster: &Roster, shift: &Shift) -> Value {
    let candidate = |(at, c): (usize, &Candidate)| {
        let factors: Vec<Value> = c
            .factors
            .iter()
            .map(|f| {
                json!({"name": f.name, "points": f.points, "value": f.value, "raw": f.raw, "words": f.words()})
            })
            .collect();
        json!({
            "rank": at + 1,
            "caregiver": c.caregiver,
            "name": name(roster, &c.caregiver),
            "score": c.score,
            "factors": factors,
            "minutes_away": c.minutes_away,
            "chance": c.chance,
            "premium_hours": c.premium_hours,
            "not_on_file": c.gaps,
        })
    };
    let excluded: Vec<Value> = ranking
        .excluded
        .iter()
        .flat_map(|(why, who)| who.iter().map(move |who| (why, who)))
        .map(|(why, who)| {
            json!({
                "caregiver": who,
                "name": name(roster, who),
                "reason": why,
                "code": why.code(),
                "words": why.words(),
            })
        })
        .collect();
    json!({
        "shift": shift.key.to_string(),
        "client": shift.client,
        "start": shift.start(),
        "end": shift.end,
        "at": ranking.at,
        "data_age_seconds": ranking.data_age_seconds,
        "weights": ranking.weights,
        "candidates": ranking.candidates.iter().enumerate().map(candidate).collect::<Vec<_>>(),
        "excluded": excluded,
    })
}

fn as_table(
    out: &mut impl Write,
    ranking: &Ranking,
    roster: &Roster,
    policy: &Policy,
    shift: &Shift,
    top: usize,
) -> std::io::Result<()> {
    let left: usize = ranking.excluded.values().map(Vec::len).sum();
    writeln!(
        out,
        "{} on shift {}: {} may be asked, {left} may not",
        say_range(shift.start(), shift.end, &policy.agency.zone),
        shift.key.appointment,
        ranking.candidates.len(),
    )?;
    for (at, c) in ranking.candidates.iter().take(top).enumerate() {
        writeln!(out, "\n{:>3}. {:<28} {:>5.1} points", at + 1, name(roster, &c.caregiver), c.score)?;
        let terms = c.factors.iter().map(|f| format!("{} {:+.1}", f.words(), f.points));
        writeln!(out, "     {}", terms.collect::<Vec<_>>().join(" | "))?;
        if !c.gaps.is_empty() {
            let gaps: Vec<&str> = c.gaps.iter().map(|g| g.words()).collect();
            writeln!(out, "     not on file: {}", gaps.join(", "))?;
        }
    }
    if ranking.candidates.len() > top {
        writeln!(out, "\n     and {} more", ranking.candidates.len() - top)?;
    }
    writeln!(out, "\nNot asked:")?;
    // Everybody by name where a person reads it, numbers where it goes on into a file of thousands.
    let most = if std::io::stdout().is_terminal() { 6 } else { 3 };
    for (why, who) in &ranking.excluded {
        let some: Vec<String> = who.iter().take(most).map(|w| name(roster, w)).collect();
        let more = who.len().saturating_sub(most);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        writeln!(out, "  {:<3} {:<58} {:>5}  {}{more}", why.code(), why.words(), who.len(), some.join(", "))?;
    }
    Ok(())
}

fn said_why(
    out: &mut impl Write,
    roster: &Roster,
    who: &CaregiverId,
    broken: &[Exclusion],
    as_json: bool,
) -> std::io::Result<()> {
    if as_json {
        let rules: Vec<Value> = broken
            .iter()
            .map(|why| json!({"reason": why, "code": why.code(), "words": why.words()}))
            .collect();
        return writeln!(out, "{}", json!({"caregiver": who, "name": name(roster, who), "broken": rules}));
    }
    if broken.is_empty() {
        return writeln!(out, "{} may be asked.", name(roster, who));
    }
    writeln!(out, "{} is not asked:", name(roster, who))?;
    broken.iter().try_for_each(|why| writeln!(out, "  {:<3} {}", why.code(), why.words()))
}
