//! The loops of a running service: deciding, performing, mirroring. Loops are boring: look what is due, do it, wait
//! until something stirs or the next instant comes. They hold nothing that a restart would lose.
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use gigi_engine::ports::Clock;
use gigi_engine::{Engine, EngineError};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::progress::Shown;

/// Effects performed at the same time: a vendor that hangs holds one of them, not all.
const PERFORMERS: usize = 4;
/// Loops that ask a hosted model, if there is one: while one waits for answers, the other sees the next text.
const CONSULTANTS: usize = 2;
/// Longest rest of a loop: what another replica left behind is found within this time.
const LONGEST_REST: Duration = Duration::from_secs(1);
/// Wait after a failure of the database.
const AFTER_FAILURE: Duration = Duration::from_secs(1);
/// Seconds between turns of the mirror.
const TURN_EVERY: i64 = 300;
/// Seconds for which others leave the reading to us.
const LEASE: i64 = TURN_EVERY + 60;

/// Failed first reads after which texts are judged without a mirror.
const TRIES_WITHOUT_MIRROR: u32 = 6;

/// How the world's time passes, for loops that wait in real time.
#[derive(Clone)]
pub struct Pace {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Seconds of the clock per real second.
    pub speed: f64,
}

impl Pace {
    /// So many seconds of the clock, in real time.
    fn real(&self, seconds: f64) -> Duration {
        Duration::try_from_secs_f64(seconds / self.speed.max(0.001)).unwrap_or(LONGEST_REST)
    }
}

/// Running loops.
pub struct Loops {
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

impl Loops {
    /// Starts everything. `mirrored` becomes true when people and shifts were read once (or could not be): until then
    /// no text is judged, because every sender would be unknown.
    pub fn start(engine: &Engine, pace: &Pace, mirrored: watch::Sender<bool>) -> Self {
        let stop = watch::Sender::new(false);
        let mut tasks = JoinSet::new();
        let seen = mirrored.subscribe();
        let (e, p, s) = (engine.clone(), pace.clone(), stop.subscribe());
        tasks.spawn(supervised("mirror", stop.subscribe(), move || {
            mirror(e.clone(), p.clone(), mirrored.clone(), s.clone())
        }));
        let (e, p, s) = (engine.clone(), pace.clone(), stop.subscribe());
        tasks.spawn(supervised("decide", stop.subscribe(), move || {
            decide(e.clone(), p.clone(), seen.clone(), s.clone())
        }));
        if engine.reads_clocks() {
            let (e, p, s) = (engine.clone(), pace.clone(), stop.subscribe());
            tasks.spawn(supervised("clocks", stop.subscribe(), move || {
                clocks(e.clone(), p.clone(), s.clone())
            }));
        }
        for _ in 0..PERFORMERS {
            let (e, p, s) = (engine.clone(), pace.clone(), stop.subscribe());
            tasks.spawn(supervised("perform", stop.subscribe(), move || {
                perform(e.clone(), p.clone(), s.clone())
            }));
        }
        for _ in 0..if engine.has_model() { CONSULTANTS } else { 0 } {
            let (e, s) = (engine.clone(), stop.subscribe());
            tasks.spawn(supervised("consult", stop.subscribe(), move || consult(e.clone(), s.clone())));
        }
        Self { stop, tasks }
    }

    /// Claims nothing more, finishes what is in hand, and returns; what is not finished in time keeps its lease until
    /// that runs out. `true`: everything was finished.
    pub async fn drain(mut self, within: Duration) -> bool {
        self.stop.send_replace(true);
        timeout(within, async { while self.tasks.join_next().await.is_some() {} }).await.is_ok()
    }
}

/// Runs a loop and starts it again should it panic: a dead loop would be a silent one.
async fn supervised<F: Future<Output = ()> + Send + 'static>(
    name: &'static str,
    stop: watch::Receiver<bool>,
    start: impl Fn() -> F,
) {
    while let Err(e) = tokio::spawn(start()).await {
        tracing::error!(panicked = e.is_panic(), "the {name} loop ended and is started again");
        metrics::counter!("gigi_loop_restarts_total", "loop" => name).increment(1);
        if rest(AFTER_FAILURE, None, &mut stop.clone()).await {
            return;
        }
    }
}

/// Waits so long, or until something stirs; `true` when it is time to stop.
async fn rest(
    longest: Duration,
    activity: Option<&mut watch::Receiver<u64>>,
    stop: &mut watch::Receiver<bool>,
) -> bool {
    let stirred = async {
        match activity {
            // An engine that is gone stirs no more.
            Some(activity) => {
                if activity.changed().await.is_err() {
                    std::future::pending::<()>().await;
                }
            }
            None => std::future::pending().await,
        }
    };
    let woken = async {
        tokio::select! {
            () = stirred => {}
            // An error means that the owner is gone, which is a stop as well.
            _ = stop.wait_for(|stop| *stop) => {}
        }
    };
    // Running out of time is the ordinary way to wake up.
    let _ = timeout(longest, woken).await;
    *stop.borrow() || stop.has_changed().is_err()
}

/// Waits until the clock says so, also when somebody moves it; `true` when it is time to stop. Whoever leads the reading
/// follows hints meanwhile, within a second.
async fn rest_until(
    next: Timestamp,
    pace: &Pace,
    mut leader: Option<&Engine>,
    stop: &mut watch::Receiver<bool>,
) -> bool {
    loop {
        if let Some(engine) = leader {
            match engine.follow_hints().await {
                Ok(true) => {}
                // WellSky cannot be read: they wait for the next turn.
                Ok(false) => leader = None,
                Err(e) => {
                    failed("following hints", &e);
                    leader = None;
                }
            }
        }
        let left = next.duration_since(pace.clock.now()).as_secs_f64();
        if left <= 0.0 {
            return *stop.borrow();
        }
        if rest(pace.real(left).min(LONGEST_REST), None, stop).await {
            return true;
        }
    }
}

async fn until_due(engine: &Engine, pace: &Pace) -> Duration {
    match engine.next_due().await {
        Ok(Some(due)) => pace
            .real(due.duration_since(pace.clock.now()).as_secs_f64().max(0.0))
            .clamp(Duration::from_millis(5), LONGEST_REST),
        _ => LONGEST_REST,
    }
}

fn failed(doing: &'static str, error: &EngineError) {
    metrics::counter!("gigi_loop_failures_total", "loop" => doing).increment(1);
    tracing::error!(%error, "{doing} failed, it is tried again");
}

async fn decide(
    engine: Engine,
    pace: Pace,
    mut mirrored: watch::Receiver<bool>,
    mut stop: watch::Receiver<bool>,
) {
    tokio::select! {
        _ = mirrored.wait_for(|m| *m) => {}
        _ = stop.wait_for(|s| *s) => return,
    }
    let mut activity = engine.activity();
    loop {
        activity.mark_unchanged();
        let longest = match engine.decide_until_idle().await {
            Ok(()) => until_due(&engine, &pace).await,
            Err(e) => {
                failed("deciding", &e);
                if rest(AFTER_FAILURE, None, &mut stop).await {
                    return;
                }
                continue;
            }
        };
        if rest(longest, Some(&mut activity), &mut stop).await {
            return;
        }
    }
}

async fn perform(engine: Engine, pace: Pace, mut stop: watch::Receiver<bool>) {
    let mut activity = engine.activity();
    loop {
        activity.mark_unchanged();
        let stopped = match engine.perform_due(1).await {
            Ok(0) => rest(until_due(&engine, &pace).await, Some(&mut activity), &mut stop).await,
            Ok(_) => *stop.borrow(),
            Err(e) => {
                failed("performing", &e);
                rest(AFTER_FAILURE, None, &mut stop).await
            }
        };
        if stopped {
            return;
        }
    }
}

/// Reads clock-ins around the starts of visits, on one replica.
async fn clocks(engine: Engine, pace: Pace, mut stop: watch::Receiver<bool>) {
    loop {
        let seconds = engine.clocks_every();
        match engine.lease("clocks", 2 * seconds).await {
            Ok(true) => {
                if let Err(e) = engine.read_clocks().await {
                    failed("reading clock-ins", &e);
                }
            }
            // Another replica reads; what it finds is in the same database.
            Ok(false) => {}
            Err(e) => failed("reading clock-ins", &e),
        }
        let now = pace.clock.now();
        let next = now.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(now);
        if rest_until(next, &pace, None, &mut stop).await {
            return;
        }
    }
}

/// Asks a hosted model about texts that wait for it; nobody waits for this loop longer than two seconds.
async fn consult(engine: Engine, mut stop: watch::Receiver<bool>) {
    let mut activity = engine.activity();
    loop {
        activity.mark_unchanged();
        let stopped = match engine.consult_due().await {
            Ok(0) => rest(LONGEST_REST, Some(&mut activity), &mut stop).await,
            Ok(_) => *stop.borrow(),
            Err(e) => {
                failed("consulting", &e);
                rest(AFTER_FAILURE, None, &mut stop).await
            }
        };
        if stopped {
            return;
        }
    }
}

async fn mirror(engine: Engine, pace: Pace, mirrored: watch::Sender<bool>, mut stop: watch::Receiver<bool>) {
    let mut tries = 0;
    loop {
        // With a mirror from an earlier run, texts are judged at once; what matters is read fresh anyway.
        let read_before = engine.is_mirrored().await.unwrap_or(false);
        if read_before {
            mirrored.send_replace(true);
        }
        let lease = engine.lease("mirror", LEASE).await;
        let leads = matches!(lease, Ok(true));
        let seconds = match lease {
            Ok(true) => {
                let shown = (!read_before).then(Shown::new);
                let show = |progress| shown.iter().for_each(|s| s.show(progress));
                let turn = tokio::select! {
                    turn = engine.sync_turn(&show) => turn,
                    () = keep_reading(&engine, LEASE) => return,
                    // What is being read is read again after the next start.
                    _ = stop.wait_for(|stop| *stop) => return,
                };
                match turn {
                    Ok(turn) if turn.is_whole() => {
                        mirrored.send_replace(true);
                        TURN_EVERY
                    }
                    Ok(_) if *mirrored.borrow() => 60,
                    Ok(_) => {
                        tries += 1;
                        // Without any mirror every sender is unknown, and a human hears of every text: better than
                        // silence.
                        mirrored.send_replace(tries >= TRIES_WITHOUT_MIRROR);
                        10
                    }
                    Err(e) => {
                        failed("mirroring", &e);
                        10
                    }
                }
            }
            // Another replica reads; ours has it too, the database is one.
            Ok(false) if *mirrored.borrow() => TURN_EVERY,
            Ok(false) => 2,
            Err(e) => {
                failed("mirroring", &e);
                10
            }
        };
        let now = pace.clock.now();
        let next = now.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(now);
        if rest_until(next, &pace, leads.then_some(&engine), &mut stop).await {
            return;
        }
    }
}

/// Keeps the lease of the reading while it takes longer than so many seconds: the first one may. Never ends.
pub(crate) async fn keep_reading(engine: &Engine, seconds: i64) {
    let mut minute = tokio::time::interval(Duration::from_secs(60));
    loop {
        minute.tick().await;
        // If it cannot be renewed, another process may begin to read as well: wasteful, not wrong.
        let _ = engine.lease("mirror", seconds).await;
    }
}
