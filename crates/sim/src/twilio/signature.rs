//! `X-Twilio-Signature` as Twilio computes it (domain.md 1.11).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// The signature of a form `POST` to `url`: HMAC-SHA1 over the URL followed by every key and value, keys in byte order,
/// values that repeat under one key sorted and de-duplicated.
pub fn sign(auth_token: &str, url: &str, params: &[(String, String)]) -> String {
    let mut sorted: Vec<&(String, String)> = params.iter().collect();
    sorted.sort();
    sorted.dedup();
    let mut text = called(url);
    for (key, value) in sorted {
        text.push_str(key);
        text.push_str(value);
    }
    // a key of any length is fine for HMAC, so the error arm cannot be reached
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(auth_token.as_bytes()) else {
        return String::new();
    };
    mac.update(text.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

/// The URL as it is called: without fragment, user and password.
fn called(url: &str) -> String {
    let url = url.split('#').next().unwrap_or_default();
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let host_end = rest.find(['/', '?']).unwrap_or(rest.len());
    match rest[..host_end].rfind('@') {
        Some(at) => format!("{scheme}://{}", &rest[at + 1..]),
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn the_published_vectors() {
        let call = |url, caller| {
            let given = params(&[
                ("CallSid", "CA1234567890ABCDE"),
                ("Caller", caller),
                ("Digits", "1234"),
                ("From", caller),
                ("To", "+18005551212"),
            ]);
            sign("12345", url, &given)
        };
        assert_eq!(
            call("https://example.com/myapp.php?foo=1&bar=2", "+14158675310"),
            "L/OH5YylLD5NRKLltdqwSvS0BnU="
        );
        assert_eq!(
            call("https://mycompany.com/myapp.php?foo=1&bar=2", "+14158675309"),
            "RSOYDt4T1cUTdK1PDd93/VVr8B8="
        );
        assert_eq!(
            call("https://user:pass@mycompany.com/myapp.php?foo=1&bar=2#rc=3", "+14158675309"),
            "RSOYDt4T1cUTdK1PDd93/VVr8B8=",
            "user, password and fragment do not count"
        );
    }

    #[test]
    fn a_json_body_is_signed_by_its_hash_in_the_url() {
        let url = "https://mycompany.com/myapp.php?foo=1&bar=2&bodySHA256=\
                   0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";
        assert_eq!(sign("12345", url, &[]), "a9nBmqA0ju/hNViExpshrM61xv4=");
    }

    #[test]
    fn repeated_keys_are_sorted_and_counted_once() {
        let given = params(&[
            ("Sid", "CA123"),
            ("SidAccount", "AC123"),
            ("Digits", "5678"),
            ("Digits", "1234"),
            ("Digits", "1234"),
        ]);
        assert_eq!(
            sign("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", &given),
            "IK+Dwps556ElfBT0I3Rgjkr1wJU="
        );
    }

    #[test]
    fn emoji_ampersand_and_plus_are_signed_as_typed() {
        let sid = "SM00000000000000000000000000000001";
        let given = params(&[
            ("AccountSid", "AC00000000000000000000000000000001"),
            ("ApiVersion", "2010-04-01"),
            ("Body", "cant make my 7a tmrw 😷 & +1"),
            ("From", "+15005550006"),
            ("FromCity", ""),
            ("MessageSid", sid),
            ("SmsMessageSid", sid),
            ("SmsSid", sid),
            ("NumMedia", "0"),
            ("NumSegments", "1"),
            ("SmsStatus", "received"),
            ("To", "+15005550001"),
        ]);
        let url = "https://agency.example/webhooks/twilio/sms";
        assert_eq!(sign("unit-test-token", url, &given), "yJvNKiNmyEtkXzsllMEm79kHIss=");
    }
}
