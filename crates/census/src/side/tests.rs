use super::*;

fn mode(policies: &StsPolicies, name: &str) -> Option<&'static str> {
    policies.find(&key_of(name.as_bytes()))
}

#[test]
fn policies_that_are_not_valid_have_no_mode() {
    let csv = "domain,mode,max_age,mx,fetched\nA.example.,enforce,604800,mx.a.example *.b.example,x\nb.example,testing,31557601,mx,x\n\
               c.example,none,0,,x\nd.example,testing,60,,x\ne.example,,,,x\nf.example,Enforce,60,mx,x\ng.example,testing,60,mx,x\n";
    let policies = StsPolicies::read("p.csv", csv.as_bytes()).expect("it is good");
    let modes = ["a", "b", "c", "d", "e", "f", "g", "h"].map(|name| mode(&policies, &format!("{name}.example")));
    assert_eq!(modes, [Some("enforce"), None, Some("none"), None, None, None, Some("testing"), None]);
    assert_eq!(policies.len(), 7);
    let short = StsPolicies::read("p.csv", "mode,domain\nenforce,a.example\n".as_bytes()).expect("it is good");
    assert_eq!(mode(&short, "a.example"), Some("enforce"));
}

#[test]
fn mistakes_name_the_line() {
    let policies = |csv: &str| StsPolicies::read("p.csv", csv.as_bytes()).map(drop).map_err(|e| e.to_string());
    let outcomes = |csv: &str| Outcomes::read("o.csv", csv.as_bytes()).map(drop).map_err(|e| e.to_string());
    for (found, message) in [
        (policies("domain,max_age\n"), "p.csv:1: no column `mode`; the file has domain, max_age"),
        (policies("domain,mode\na.b,none\nA.B.,none\n"), "p.csv:3: `A.B.` has two rows"),
        (policies("domain,mode\n,none\n"), "p.csv:2: `` is not a domain name"),
        (
            outcomes("domain,lookup,outcome\na.b,MX,timeout\n"),
            "o.csv:2: no outcome is called `timeout`; there are nodata, nxdomain, error",
        ),
    ] {
        assert_eq!(found, Err(message.to_owned()));
    }
    assert!(outcomes("domain,lookup,outcome\na.b,SPF,error\n").is_err_and(|e| e.contains("`SPF`; there are NS, DS")));
}

#[test]
fn outcomes_name_the_lookups_that_were_made() {
    let csv = "domain,lookup,outcome\na.b,_domainkey,nxdomain\na.b,mx,nodata\nc.d,_domainkey,error\n";
    let outcomes = Outcomes::read("o.csv", csv.as_bytes()).expect("it is good");
    assert_eq!(outcomes.lookups(), [Lookup::Mx, Lookup::Domainkey]);
    assert_eq!(outcomes.len(), 3);
}
