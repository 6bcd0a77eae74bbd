//! Anthropic's messages: `POST {url}/v1/messages`. The answer's shape is forced by a tool that must be used.
use async_trait::async_trait;
use gigi_core::inbound::advice::Consult;
use gigi_engine::ports::{ChatError, ChatModel};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};

use super::{LlmConfig, exchange, odd};

/// Version of the wire format.
const VERSION: &str = "2023-06-01";
/// Longest answer, tokens: a meaning and a few ids.
const TOKENS: u32 = 300;
/// The tool whose input is the answer.
const TOOL: &str = "reading";

/// A model behind Anthropic's messages.
#[derive(Debug)]
pub struct Anthropic {
    config: LlmConfig,
    http: reqwest::Client,
}

impl Anthropic {
    /// Joins settings and client.
    pub fn new(config: LlmConfig, http: reqwest::Client) -> Self {
        Self { config, http }
    }
}

fn body(model: &str, question: &Consult) -> Value {
    json!({
        "model": model,
        "max_tokens": TOKENS,
        "system": question.task,
        "messages": [{"role": "user", "content": question.transcript}],
        "tools": [{"name": TOOL, "description": "What the last text means.", "input_schema": question.schema()}],
        "tool_choice": {"type": "tool", "name": TOOL},
    })
}

#[async_trait]
impl ChatModel for Anthropic {
    fn name(&self) -> String {
        format!("anthropic/{}", self.config.model)
    }

    async fn ask(&self, question: &Consult) -> Result<String, ChatError> {
        let mut request = self
            .http
            .post(format!("{}/v1/messages", self.config.url))
            .header("anthropic-version", VERSION)
            .json(&body(&self.config.model, question));
        if let Some(key) = &self.config.key {
            request = request.header("x-api-key", key.expose_secret());
        }
        let answer = exchange(request).await?;
        let blocks = answer.get("content").and_then(Value::as_array).ok_or_else(odd)?;
        let used = blocks.iter().find(|b| b["type"] == "tool_use" && b["name"] == TOOL);
        used.and_then(|b| b.get("input")).map(Value::to_string).ok_or_else(odd)
    }
}
