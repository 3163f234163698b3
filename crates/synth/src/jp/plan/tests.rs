use super::{Draw, GroupPlan, plan};
use crate::jp::figures::{LAST_MONTH, PUBLISHED};
use crate::share::{rounded, tenths_of_percent};

fn draws(plan: &GroupPlan) -> Vec<Option<Draw>> {
    (0..plan.universe()).map(|index| plan.draw(index)).collect()
}

fn count(draws: &[Option<Draw>], holds: fn(&Draw) -> bool) -> u64 {
    draws.iter().flatten().filter(|draw| holds(draw)).count() as u64
}

#[test]
fn a_full_snapshot_shows_every_published_percentage() {
    for domains in [1_400_000, 1_566_647, 1_600_000, 160_000_000] {
        let plans = plan(domains, LAST_MONTH, 1);
        assert_eq!(plans.iter().map(|p| p.names).sum::<u64>(), domains);
        for (plan, published) in plans.iter().zip(PUBLISHED) {
            let c = &plan.counts;
            let rates = [(c.mx, plan.names), (c.spf, c.mx), (c.dmarc, c.mx)].map(|(n, of)| tenths_of_percent(n, of));
            assert_eq!(rates, [published.mx, published.spf, published.dmarc], "{} of {domains}", published.group);
        }
    }
}

#[test]
fn drawn_counts_are_the_planned_ones() {
    for plan in plan(120_000, LAST_MONTH, 5) {
        let (draws, c, w) = (draws(&plan), &plan.counts, &plan.without);
        assert_eq!(count(&draws, |_| true), plan.names);
        assert_eq!(count(&draws, |d| d.mx), c.mx);
        assert_eq!(count(&draws, |d| d.null_mx), c.null_mx);
        assert_eq!(count(&draws, |d| d.mx && d.spf), c.spf);
        assert_eq!(count(&draws, |d| !d.mx && d.spf), w.spf);
        assert_eq!(count(&draws, |d| d.spf && d.only_all), c.only_all + w.only_all);
        assert_eq!(count(&draws, |d| d.mx && d.dmarc), c.dmarc);
        assert_eq!(count(&draws, |d| !d.mx && d.dmarc), w.dmarc);
        assert_eq!(count(&draws, |d| d.mta_sts && d.tlsrpt), c.mta_sts);
        assert_eq!(count(&draws, |d| d.tlsrpt), c.tlsrpt);
        assert_eq!(count(&draws, |d| d.bimi && d.dmarc), c.bimi);
        assert_eq!(count(&draws, |d| d.ds), c.ds);
    }
}

#[test]
fn rare_mechanisms_have_their_published_counts() {
    let sum = |count: fn(&GroupPlan) -> u64| plan(1_570_000, LAST_MONTH, 1).iter().map(count).sum::<u64>();
    let with_mx = sum(|p| p.counts.mx);
    assert_eq!(sum(|p| p.counts.ds), 477);
    assert_eq!(sum(|p| p.counts.bimi), 5);
    assert_eq!(rounded(sum(|p| p.counts.mta_sts), with_mx, 1_000_000), 14); // 0.0014 %
    assert_eq!(sum(|p| p.counts.null_mx), 314); // 0.02 %
    assert_eq!(sum(|p| p.counts.only_all + p.without.only_all), 12_874); // 0.82 %
}

#[test]
fn exact_counts_hold_in_every_month_and_dmarc_only_grows() {
    let mut before = 0;
    for month in 0..=LAST_MONTH {
        let plan = &plan(60_000, month, 5)[2];
        let draws = draws(plan);
        assert_eq!(count(&draws, |d| d.mx), plan.counts.mx);
        let dmarc = count(&draws, |d| d.mx && d.dmarc);
        assert_eq!(dmarc, plan.counts.dmarc);
        assert!(dmarc >= before, "month {month}");
        before = dmarc;
    }
}

#[test]
fn tiny_snapshots_are_planned_too() {
    for domains in 1..1_100 {
        assert_eq!(plan(domains, LAST_MONTH, 1).iter().map(|p| p.names).sum::<u64>(), domains);
    }
}
