//! Opening either database, and the two macros through which everything else speaks to it.
use std::fs::File;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use gigi_core::id::AgencyId;
use gigi_engine::ports::{StoreError, Stored};
use jiff::Timestamp;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, SqlitePool};

use crate::sql;

/// Oldest SQLite without the WAL-reset corruption race.
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);

/// A request that a process had begun when it was killed may reach the vendor, and the vendor's list, after the next process
/// has started. Asked at once, the vendor does not know of the text, and it would leave twice.
const SETTLES_MICROS: i64 = 5_000_000;

/// What [`open`] does about an old schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    /// Bring it up to date.
    Migrate,
    /// Refuse a PostgreSQL that is behind: its release phase migrates (`gigi migrate`). SQLite has no such phase and
    /// is brought up to date.
    Expect,
}

/// The memory of one agency.
#[derive(Clone, Debug)]
pub struct SqlStore {
    pub(crate) pool: Pool,
    pub(crate) agency: String,
    /// Held for as long as the store lives: a second process on the same file is refused.
    _lock: Option<Arc<File>>,
}

#[derive(Clone, Debug)]
pub(crate) enum Pool {
    Sqlite { write: SqlitePool, read: SqlitePool },
    Postgres(PgPool),
}

/// The database cannot be used. Never carries the URL: it may hold a password.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Neither `sqlite:PATH` nor `postgres://…`.
    #[error("DATABASE_URL must be sqlite:PATH or postgres://USER@HOST/NAME")]
    UnknownUrl,
    /// Another process has the file.
    #[error("{0} is in use by another process; only one may open it")]
    InUse(String),
    /// SQLite is too old.
    #[error("SQLite {0} is older than 3.51.3 and can corrupt a database in WAL mode")]
    OldSqlite(String),
    /// A remote PostgreSQL without an explicit `sslmode`.
    #[error("a remote PostgreSQL needs an explicit sslmode in DATABASE_URL, such as ?sslmode=require")]
    NoSslMode,
    /// The file or its folder.
    #[error("the database file cannot be opened")]
    File(#[source] std::io::Error),
    /// The database said no.
    #[error("the database cannot be opened")]
    Database(#[source] sqlx::Error),
    /// The schema of a shared database is not the one this version needs.
    #[error("the database's schema is not the one this version needs: run `gigi migrate` first")]
    Behind,
    /// A migration failed.
    #[error("the schema cannot be brought up to date")]
    Migrate(#[source] sqlx::migrate::MigrateError),
}

/// Opens the database and gives the store of one agency.
///
/// # Errors
/// [`OpenError`] with what to do about it.
pub async fn open(url: &str, agency: &AgencyId, schema: Schema) -> Result<SqlStore, OpenError> {
    let agency = agency.as_str().to_owned();
    if let Some(path) = url.strip_prefix("sqlite:") {
        let (pool, lock) = open_sqlite(path.trim_start_matches("//")).await?;
        return Ok(SqlStore { pool, agency, _lock: Some(Arc::new(lock)) });
    }
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Ok(SqlStore { pool: open_postgres(url, schema).await?, agency, _lock: None });
    }
    Err(OpenError::UnknownUrl)
}

async fn open_sqlite(path: &str) -> Result<(Pool, File), OpenError> {
    let lock_path = format!("{path}.lock");
    if let Some(folder) = Path::new(path).parent().filter(|p| !p.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(OpenError::File)?;
    }
    let lock = File::create(&lock_path).map_err(OpenError::File)?;
    if lock.try_lock().is_err() {
        return Err(OpenError::InUse(path.to_owned()));
    }
    let options = SqliteConnectOptions::from_str(&format!("sqlite:{path}"))
        .map_err(OpenError::Database)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(std::time::Duration::from_secs(5));
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .connect_with(options.clone())
        .await
        .map_err(OpenError::Database)?;
    let version: String =
        sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&write).await.map_err(OpenError::Database)?;
    if !is_new_enough(&version) {
        return Err(OpenError::OldSqlite(version));
    }
    sqlx::migrate!("migrations/sqlite").run(&write).await.map_err(OpenError::Migrate)?;
    // The file's lock is ours, so whoever held a lease is dead: its effects are due now, not when the lease runs out.
    sqlx::query(sql::DROP_LEASES).bind(SETTLES_MICROS).execute(&write).await.map_err(OpenError::Database)?;
    let read = SqlitePoolOptions::new()
        .max_connections(4)
        .connect_with(options.read_only(true))
        .await
        .map_err(OpenError::Database)?;
    Ok((Pool::Sqlite { write, read }, lock))
}

fn is_new_enough(version: &str) -> bool {
    let mut parts = version.split('.').map(|p| p.parse::<u32>().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next()) >= OLDEST_SQLITE
}

async fn open_postgres(url: &str, schema: Schema) -> Result<Pool, OpenError> {
    let options = PgConnectOptions::from_str(url).map_err(OpenError::Database)?;
    let local = matches!(options.get_host(), "localhost" | "127.0.0.1" | "::1")
        || options.get_host().starts_with('/');
    if !local && !url.contains("sslmode=") {
        return Err(OpenError::NoSslMode);
    }
    let pool =
        PgPoolOptions::new().max_connections(6).connect_with(options).await.map_err(OpenError::Database)?;
    let migrator = sqlx::migrate!("migrations/postgres");
    match schema {
        Schema::Migrate => migrator.run(&pool).await.map_err(OpenError::Migrate)?,
        Schema::Expect => {
            // A database without the table was never migrated at all.
            let applied: Vec<i64> =
                sqlx::query_scalar(sql::APPLIED).fetch_all(&pool).await.unwrap_or_default();
            if migrator.iter().any(|m| !applied.contains(&m.version)) {
                return Err(OpenError::Behind);
            }
        }
    }
    Ok(Pool::Postgres(pool))
}

/// Runs a block with a connection of either database; the block is compiled for both.
macro_rules! reading {
    ($store:expr, $doing:literal, |$c:ident| $body:expr) => {{
        let run = async {
            match &$store.pool {
                $crate::db::Pool::Sqlite { read, .. } => {
                    let mut $c = read.acquire().await?;
                    Ok::<_, sqlx::Error>($body)
                }
                $crate::db::Pool::Postgres(pool) => {
                    let mut $c = pool.acquire().await?;
                    Ok($body)
                }
            }
        };
        run.await.map_err(|e| $crate::db::failed($doing, e))
    }};
}

/// Runs a block in a write transaction of either database and commits it. The block is compiled for both.
macro_rules! writing {
    ($store:expr, |$tx:ident| $body:expr) => {{
        async {
            match &$store.pool {
                $crate::db::Pool::Sqlite { write, .. } => {
                    let mut $tx = write.begin_with("BEGIN IMMEDIATE").await?;
                    let done = $body;
                    $tx.commit().await?;
                    Ok::<_, sqlx::Error>(done)
                }
                $crate::db::Pool::Postgres(pool) => {
                    let mut $tx = pool.begin().await?;
                    let done = $body;
                    $tx.commit().await?;
                    Ok(done)
                }
            }
        }
    }};
}
pub(crate) use {reading, writing};

/// An error of the database, with what was being done. The driver's text may name values: it is the source, for logs of
/// the operator's database, never part of our own text.
pub(crate) fn failed(doing: &str, source: sqlx::Error) -> StoreError {
    StoreError { doing: doing.to_owned(), source: Box::new(source) }
}

/// A stored document, read back.
pub(crate) fn parsed<T: serde::de::DeserializeOwned>(doing: &str, text: &str) -> Stored<T> {
    serde_json::from_str(text).map_err(|e| StoreError { doing: doing.to_owned(), source: Box::new(e) })
}

/// A document for storing.
pub(crate) fn written<T: serde::Serialize>(doc: &T) -> Stored<String> {
    serde_json::to_string(doc)
        .map_err(|e| StoreError { doing: "writing a document".to_owned(), source: Box::new(e) })
}

/// Microseconds UTC.
pub(crate) fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// Back to an instant; a number outside of time is the beginning of it.
pub(crate) fn instant(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::is_new_enough;

    #[test]
    fn r8_an_old_sqlite_is_refused() {
        assert!(is_new_enough("3.51.3") && is_new_enough("3.52.0") && is_new_enough("4.0"));
        assert!(!is_new_enough("3.51.2") && !is_new_enough("3.46.1") && !is_new_enough("x"));
    }
}
