//! OpenAI's chat completions, which many servers speak too: `POST {url}/chat/completions`.
use async_trait::async_trait;
use gigi_core::inbound::advice::Consult;
use gigi_engine::ports::{ChatError, ChatModel};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};

use super::{LlmConfig, exchange, odd};

/// A model behind chat completions.
#[derive(Debug)]
pub struct OpenAi {
    config: LlmConfig,
    http: reqwest::Client,
}

impl OpenAi {
    /// Joins settings and client.
    pub fn new(config: LlmConfig, http: reqwest::Client) -> Self {
        Self { config, http }
    }
}

fn body(model: &str, question: &Consult) -> Value {
    json!({
        "model": model,
        "messages": [
            {"role": "system", "content": question.task},
            {"role": "user", "content": question.transcript},
        ],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "reading", "strict": true, "schema": question.schema()},
        },
    })
}

#[async_trait]
impl ChatModel for OpenAi {
    fn name(&self) -> String {
        format!("openai/{}", self.config.model)
    }

    async fn ask(&self, question: &Consult) -> Result<String, ChatError> {
        let mut request = self
            .http
            .post(format!("{}/chat/completions", self.config.url))
            .json(&body(&self.config.model, question));
        if let Some(key) = &self.config.key {
            request = request.bearer_auth(key.expose_secret());
        }
        let answer = exchange(request).await?;
        let content = answer.pointer("/choices/0/message/content").and_then(Value::as_str);
        content.map(str::to_owned).ok_or_else(odd)
    }
}
