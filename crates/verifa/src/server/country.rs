//! The officially assigned country codes of ISO 3166-1 alpha-2.

/// The 249 codes, sorted. Reserved and withdrawn codes (`EU`, `UK`, `XK`, `AN` …) are not assigned.
const ASSIGNED: &str = "\
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ \
BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ \
CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ \
DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR \
GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY \
HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP \
KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY \
MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ \
NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY \
QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ \
TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ \
VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

/// Returns whether an upper-case code is assigned to a country.
pub fn is_assigned(code: &str) -> bool {
    code.len() == 2
        && ASSIGNED
            .as_bytes()
            .chunks(3)
            .any(|entry| entry.starts_with(code.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::{ASSIGNED, is_assigned};

    #[test]
    fn the_list_is_complete_and_sorted() {
        let codes: Vec<_> = ASSIGNED.split(' ').collect();
        assert_eq!(codes.len(), 249);
        assert!(codes.is_sorted_by(|left, right| left < right));
        assert!(
            codes
                .iter()
                .all(|code| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase()))
        );
    }

    #[test]
    fn only_assigned_codes_in_upper_case_are_accepted() {
        assert!(is_assigned("DE") && is_assigned("ZW") && is_assigned("AD"));
        for code in [
            "XX", "UK", "EU", "XK", "AN", "de", "De", "D", "", "DE ", "DE AT", " ",
        ] {
            assert!(!is_assigned(code), "{code:?}");
        }
    }
}
