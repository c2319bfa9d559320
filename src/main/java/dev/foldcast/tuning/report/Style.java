package dev.foldcast.tuning.report;

/**
 * How the page looks, in light, in the dark, on a phone and on paper. Two colours carry meaning,
 * and are told apart by everybody: grey is the default, blue is what was found. Without the
 * characters that HTML and XML read in two ways inside a style sheet.
 */
final class Style {
  private Style() {}

  static final String SHEET =
      """
      :root { --paper: #ffffff; --ink: #1b1f24; --soft: #5b636d; --rule: #d9dde2; --faint: #eceff2;
        --plain: #8c959f; --best: #0072b2; --glow: #cfe6f5; --dot: #a6aeb8; --none: #6b4e00; }
      @media (prefers-color-scheme: dark) {
        :root { --paper: #14171b; --ink: #e8eaed; --soft: #a4acb6; --rule: #353b43;
          --faint: #22272d; --plain: #848d97; --best: #56b4e9; --glow: #16384e; --dot: #69727d;
          --none: #e6c35c; } }
      * { box-sizing: border-box; }
      html { background: var(--paper); color: var(--ink); -webkit-text-size-adjust: 100%; }
      body { margin: 0; font: 16px/1.5 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
      main { max-width: 68rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
      h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 0.4rem; overflow-wrap: anywhere; }
      h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.6rem 0 0.5rem; padding-top: 1.1rem;
        border-top: 1px solid var(--rule); }
      h3 { font-size: 1rem; margin: 1.7rem 0 0.3rem; }
      p { margin: 0.3rem 0 0.7rem; max-width: 46rem; overflow-wrap: anywhere; }
      .note, footer, small { color: var(--soft); font-size: 0.8125rem; }
      footer { margin-top: 3rem; }
      small { display: block; font-weight: normal; }
      a { color: inherit; text-decoration-color: var(--best); text-underline-offset: 0.15em; }
      dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.1rem 1rem; margin: 1rem 0;
        font-size: 0.875rem; }
      dt { color: var(--soft); }
      dd { margin: 0; overflow-wrap: anywhere; }
      code { font: 0.75rem/1.4 ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
      table { border-collapse: collapse; font-size: 0.8125rem; line-height: 1.35; }
      th { text-align: left; font-weight: normal; }
      thead th { color: var(--soft); vertical-align: bottom; }
      td, th { padding: 0.3rem 1rem 0.3rem 0; vertical-align: top; }
      tbody tr { border-top: 1px solid var(--faint); }
      .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
      .summary { width: 100%; }
      .summary td, .summary th { padding: 0.45rem 1rem 0.45rem 0; }
      .summary .subject { white-space: nowrap; }
      .summary .subject a, .summary .subject span { font-weight: 600; }
      .summary .bars { width: 40%; }
      thead .bars .end { float: right; }
      .gain { white-space: nowrap; font-variant-numeric: tabular-nums; }
      .gain b { color: var(--best); font-size: 1rem; }
      .none { color: var(--none); white-space: nowrap; }
      .chosen { font-variant-numeric: tabular-nums; }
      .rejected .what { min-width: 12rem; }
      .race, .rejected { margin: 0.5rem 0; }
      .legend { font-size: 0.8125rem; color: var(--soft); }
      .legend span { margin-right: 0.4rem; }
      .legend .key { display: inline-block; width: 1.2rem; height: 0.6rem; margin-left: 0.6rem; }
      .legend .key.limit { width: 0; height: 0.9rem; border-left: 2px solid var(--ink);
        vertical-align: -0.1rem; }
      .key.plain { background: var(--plain); }
      .key.best { background: var(--best); }
      .key, rect, circle, line, polyline { print-color-adjust: exact;
        -webkit-print-color-adjust: exact; }
      .bar { display: block; }
      rect.plain { fill: var(--plain); }
      rect.best { fill: var(--best); }
      line.limit { stroke: var(--ink); stroke-width: 2; }
      .charts { display: flex; flex-wrap: wrap; gap: 1.2rem 1.6rem; }
      figure { margin: 0; max-width: 100%; break-inside: avoid; }
      .scroll { overflow-x: auto; }
      .chart { display: block; font-size: 11px; }
      figure .chart { max-width: 100%; height: auto; }
      .chart text { fill: var(--ink); font-variant-numeric: tabular-nums; white-space: pre; }
      .chart .tick, .chart .title { fill: var(--soft); }
      .chart .name { font-weight: 600; stroke: var(--paper); stroke-width: 3px;
        paint-order: stroke; stroke-linejoin: round; }
      .grid { stroke: var(--faint); }
      .axis { stroke: var(--rule); }
      .even { stroke: var(--soft); stroke-dasharray: 4 3; }
      .leader { stroke: var(--rule); }
      polyline { fill: none; stroke-width: 1.5; stroke-linejoin: round; }
      polyline.best { stroke: var(--best); }
      polyline.dropped { stroke: var(--dot); stroke-width: 1; opacity: 0.6; }
      polyline.stayed { stroke: var(--soft); }
      polyline.plainline { stroke: var(--ink); }
      polyline.winner { stroke: var(--best); stroke-width: 3; }
      .dot { fill: var(--dot); fill-opacity: 0.75; }
      .ring { fill: var(--paper); stroke: var(--ink); stroke-width: 2; }
      circle.chosen, .winner.end { fill: var(--best); }
      .run { fill: var(--best); fill-opacity: 0.85; }
      .dropped.end { fill: var(--dot); }
      .stayed.end { fill: var(--soft); }
      .plainline.end { fill: var(--ink); }
      .interval { fill: var(--glow); }
      .median { stroke: var(--best); stroke-width: 2; }
      details { margin: 1.4rem 0; }
      summary { cursor: pointer; font-size: 0.875rem; color: var(--soft); }
      @media (max-width: 48rem) {
        .summary, .summary tbody { display: block; }
        .summary thead { display: none; }
        .summary tr { display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; padding: 0.8rem 0; }
        .summary td, .summary th { padding: 0; text-align: left; }
        .summary .subject, .summary .bars, .summary .chosen { width: 100%; flex: none; }
        .summary .subject { white-space: normal; }
        .summary td[data-name]::before { content: attr(data-name); display: block;
          color: var(--soft); }
      }
      @media print {
        :root { --paper: #ffffff; --ink: #000000; --soft: #444444; --rule: #bbbbbb;
          --faint: #dddddd; --plain: #8c959f; --best: #0072b2; --glow: #cfe6f5; --dot: #a6aeb8;
          --none: #6b4e00; }
        body { font-size: 11px; }
        main { max-width: none; padding: 0; }
        .search { break-before: page; }
        h2, h3, summary { break-after: avoid; }
        tr { break-inside: avoid; }
        .scroll { overflow: visible; }
        .chart { max-width: 100%; height: auto; }
        details::details-content { content-visibility: visible; block-size: auto; }
      }
      """;
}
