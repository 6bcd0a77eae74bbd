//! A hosted language model behind the `ChatModel` port: two wire formats, one POST each. It is advisory and off unless the
//! environment names one (`gigi_core::inbound::advice` says what its answer may change: which question is asked).
mod anthropic;
mod openai;

use std::sync::Arc;

pub use anthropic::Anthropic;
use gigi_engine::ports::{ChatError, ChatModel};
pub use openai::OpenAi;
use reqwest::{RequestBuilder, StatusCode};
use secrecy::SecretString;
use serde_json::Value;

/// More of an answer is not read, bytes.
const MOST: usize = 64 * 1024;

/// Which wire format the vendor speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    /// Chat completions, as OpenAI and many servers have them.
    OpenAi,
    /// Anthropic messages.
    Anthropic,
}

/// Where the model is.
#[derive(Clone, Debug)]
pub struct LlmConfig {
    /// How it is spoken to.
    pub wire: Wire,
    /// Base URL without a slash at the end: `https://api.openai.com/v1`, `https://api.anthropic.com`, or a server's.
    pub url: String,
    /// Name of the model.
    pub model: String,
    /// Key; servers of one's own may need none.
    pub key: Option<SecretString>,
}

/// The model of these settings.
pub fn model(config: LlmConfig, http: reqwest::Client) -> Arc<dyn ChatModel> {
    match config.wire {
        Wire::OpenAi => Arc::new(OpenAi::new(config, http)),
        Wire::Anthropic => Arc::new(Anthropic::new(config, http)),
    }
}

/// Sends a request and reads a JSON answer of bounded size. What is in the answer is in no error.
async fn exchange(request: RequestBuilder) -> Result<Value, ChatError> {
    let failed = |why: &str| ChatError { why: why.to_owned() };
    let mut answer = request.send().await.map_err(|e| {
        failed(if e.is_timeout() {
            "time-out"
        } else if e.is_connect() {
            "cannot be reached"
        } else {
            "the connection broke"
        })
    })?;
    if answer.status() != StatusCode::OK {
        return Err(failed(&format!("status {}", answer.status().as_u16())));
    }
    let mut body = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(|_| failed("the connection broke"))? {
        if body.len() + piece.len() > MOST {
            return Err(failed("the answer is too long"));
        }
        body.extend_from_slice(&piece);
    }
    serde_json::from_slice(&body).map_err(|_| failed("the answer is not JSON"))
}

/// The answer was JSON, but not in the vendor's form.
fn odd() -> ChatError {
    ChatError { why: "the answer is not in the vendor's form".into() }
}
