package io.ratiskv.jepsen.report;

/** How pages look. */
final class Style {
    static final String CSS = """
            :root {
              color-scheme: light dark;
              --paper: #ffffff; --card: #f6f7f9; --ink: #1b2230; --quiet: #5a6475; --rule: #dde1e8;
              --good: #116b3f; --good-paper: #e0f3e8; --bad: #a31527; --bad-paper: #fde5e7;
              --maybe: #7a5300; --maybe-paper: #fdf0d2;
              --blue: #1f62c9; --amber: #b86a00; --red: #c2233a; --violet: #7b3fb5;
              --shade: rgba(200, 90, 60, .10); --fault: #f3d9cf; --fault-ink: #5c2413;
            }
            @media (prefers-color-scheme: dark) {
              :root {
                --paper: #12161d; --card: #1b212b; --ink: #e6e9ef; --quiet: #9aa5b6; --rule: #2e3644;
                --good: #7fdba8; --good-paper: #12382a; --bad: #ff9aa5; --bad-paper: #481820;
                --maybe: #f2c66a; --maybe-paper: #40320f;
                --blue: #6ea8ff; --amber: #f0a64a; --red: #ff7585; --violet: #c39bf0;
                --shade: rgba(240, 140, 110, .13); --fault: #4a2b21; --fault-ink: #f5cdbf;
              }
            }
            * { box-sizing: border-box; }
            body { margin: 0; background: var(--paper); color: var(--ink);
              font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
            main { max-width: 1120px; margin: 0 auto; padding: 32px 24px 64px; }
            .product { margin: 0; color: var(--quiet); font-size: 13px; letter-spacing: .02em; }
            h1 { margin: 4px 0 4px; font-size: 28px; line-height: 1.2; display: flex; gap: 14px; align-items: center;
              flex-wrap: wrap; }
            h2 { margin: 44px 0 12px; font-size: 19px; }
            h3 { margin: 24px 0 8px; font-size: 15px; }
            .lead { margin: 0 0 20px; color: var(--quiet); font-size: 16px; }
            .note { margin: 0 0 10px; color: var(--quiet); }
            .facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(190px, 1fr)); gap: 12px 24px;
              margin: 0 0 18px; padding: 16px 18px; background: var(--card); border-radius: 8px; }
            .facts .wide-fact { grid-column: span 2; }
            .facts dt { color: var(--quiet); font-size: 12.5px; }
            .facts dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
            .replay-label { margin: 0 0 4px; color: var(--quiet); font-size: 12.5px; }
            pre, .code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace;
              font-size: 13px; }
            pre { margin: 0; padding: 10px 14px; background: var(--card); border-radius: 6px; white-space: pre-wrap;
              overflow-wrap: anywhere; }
            .badge { display: inline-block; padding: 1px 9px; border-radius: 999px; font-size: 12.5px; font-weight: 600;
              white-space: nowrap; }
            h1 .badge { font-size: 15px; padding: 3px 13px; }
            .VALID { color: var(--good); background: var(--good-paper); }
            .VIOLATION { color: var(--bad); background: var(--bad-paper); }
            .UNKNOWN { color: var(--maybe); background: var(--maybe-paper); }
            figure { margin: 0 0 22px; }
            figcaption { margin-bottom: 4px; font-weight: 600; display: flex; justify-content: space-between;
              flex-wrap: wrap; gap: 4px 20px; }
            .legend { font-weight: 400; color: var(--quiet); font-size: 13px; }
            .key { margin-left: 16px; white-space: nowrap; }
            .key svg { width: 24px; height: 8px; margin-right: 6px; vertical-align: middle; display: inline; }
            figure > svg { display: block; width: 100%; height: auto; }
            .line { fill: none; stroke-width: 1.8; stroke-linejoin: round; stroke-linecap: round; }
            .ok, .p50 { stroke: var(--blue); }
            .fail { stroke: var(--amber); stroke-dasharray: 6 4; }
            .info { stroke: var(--red); stroke-dasharray: 2 4; stroke-width: 2.2; }
            .p99 { stroke: var(--violet); stroke-dasharray: 6 4; }
            .grid { stroke: var(--rule); } .axis { stroke: var(--quiet); }
            .tick { fill: var(--quiet); font-size: 12px; }
            .shade { fill: var(--shade); } .fault { fill: var(--fault); }
            .fault-name { fill: var(--fault-ink); font-size: 11px; }
            td.code { white-space: nowrap; }
            .wide { overflow-x: auto; }
            table { border-collapse: collapse; width: 100%; font-size: 14px; }
            th, td { padding: 6px 12px 6px 0; text-align: left; vertical-align: top; }
            thead th { color: var(--quiet); font-weight: 500; font-size: 12.5px; border-bottom: 1px solid var(--rule); }
            tbody .first > * { border-top: 1px solid var(--rule); }
            tbody tr:first-child > * { border-top: 0; }
            tbody th { font-weight: 600; }
            .number { text-align: right; padding-right: 18px; font-variant-numeric: tabular-nums; white-space: nowrap; }
            .violation { margin: 0 0 16px; padding: 14px 16px; border: 1px solid var(--rule);
              border-left: 4px solid var(--bad); border-radius: 6px; }
            .reason { margin: 0 0 10px; font-weight: 600; overflow-wrap: anywhere; }
            .violation svg { max-width: 100%; height: auto; }
            summary { cursor: pointer; color: var(--quiet); margin-bottom: 6px; }
            a { color: var(--blue); } a:focus-visible, summary:focus-visible { outline: 2px solid var(--blue);
              outline-offset: 2px; }
            ul { padding-left: 20px; margin: 0; }
            .files { columns: 3 220px; font-size: 14px; }
            @media print { body { font-size: 12px; } section { break-inside: avoid; } }
            """;

    private Style() {}
}
