namespace PelvicFeedback.Core.Reports.Html;

/// <summary>How the page looks: on paper as on a screen, in blue and orange, which nearly everybody can tell apart.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root { --ink: #16202c; --soft: #55616f; --line: #d5dbe2; --paper: #fff; --blue: #0b63b0; --orange: #c4480a; --trace: #16202c }
        * { box-sizing: border-box }
        html { font: 16px/1.45 system-ui, "Segoe UI", "DejaVu Sans", Arial, sans-serif; color: var(--ink); background: #eef1f4 }
        body { margin: 0 auto; max-width: 1100px; background: var(--paper); padding: 28px 36px 36px }
        h1 { font-size: 27px; margin: 0; line-height: 1.2; overflow-wrap: anywhere }
        h2 { font-size: 20px; margin: 34px 0 8px; border-top: 2px solid var(--ink); padding-top: 10px }
        h3 { font-size: 16px; margin: 22px 0 2px }
        p { margin: 4px 0 10px; max-width: 82ch }
        ul { margin: 4px 0; padding-left: 20px; max-width: 86ch } li { margin: 3px 0; overflow-wrap: anywhere }
        .sub, .small { color: var(--soft) } .small { font-size: 14px }
        .cards { display: flex; flex-wrap: wrap; gap: 14px; margin: 18px 0 6px }
        .card { flex: 1 1 250px; border: 1px solid var(--line); border-left: 6px solid var(--ink); border-radius: 6px; padding: 10px 14px 12px }
        .card h3 { margin: 0; font-size: 17px } .card p { margin: 2px 0 }
        .big { font-size: 30px; font-weight: 650; line-height: 1.15 } .big small { font-size: 16px; font-weight: 400; color: var(--soft) }
        .parts { width: 100%; height: 16px; margin: 6px 0 2px; display: block }
        .keys span { white-space: nowrap; margin-right: 12px } .glyph { width: 15px; height: 15px; vertical-align: -2px; margin-right: 4px }
        .note-box { border: 1px solid var(--line); border-left: 6px solid var(--orange); border-radius: 6px; padding: 8px 14px; margin: 14px 0 }
        .note-box p { margin: 3px 0 }
        table { border-collapse: collapse; width: 100%; font-size: 15px; font-variant-numeric: tabular-nums }
        caption { text-align: left; color: var(--soft); font-size: 14px; padding-bottom: 4px }
        th, td { text-align: right; padding: 5px 8px; border-bottom: 1px solid var(--line); vertical-align: top }
        th { font-weight: 600; font-size: 14px } thead th { border-bottom: 2px solid var(--ink); vertical-align: bottom }
        .words { text-align: left } tbody th { font-weight: 600; font-size: 15px }
        td .small, .band { display: block } .band { font-weight: 400 } .whole { white-space: nowrap }
        figure { margin: 4px 0 18px } figcaption { color: var(--soft); font-size: 14px }
        .chart { width: 100%; height: auto; display: block }
        .chart text { font-size: 14px; fill: var(--ink) }
        .chart .field { fill: #fbfcfd; stroke: var(--line) } .chart .grid, .chart .tick { stroke: #e6eaee; stroke-width: 1 }
        .chart .zero { stroke: #7b8794; stroke-width: 1.2 }
        .chart .degree, .chart .row { text-anchor: end; fill: var(--soft) } .chart .time, .chart .number, .chart .bang { text-anchor: middle }
        .chart .unit { fill: var(--soft) } .chart .time { fill: var(--soft) } .chart .number { font-size: 12px } .chart .bang { fill: #fff; font-weight: 700; font-size: 13px }
        .chart .way { font-size: 13px; fill: var(--soft); paint-order: stroke; stroke: #fff; stroke-width: 4px }
        .chart .near { fill: #f2c14e; opacity: .22 } .chart .over { fill: #ee7733; opacity: .17 }
        .chart .warn { stroke: #9a6b00; stroke-width: 1.4; stroke-dasharray: 6 4 } .chart .alert { stroke: var(--orange); stroke-width: 1.8 }
        .chart .hike { stroke: var(--soft); stroke-width: 1.2; stroke-dasharray: 1 4; stroke-linecap: round }
        .chart .beyond-warn { fill: #f2b632; opacity: .75 } .chart .beyond-alert { fill: #e2590f; opacity: .85 }
        .chart .trace { fill: var(--trace); stroke: var(--trace); stroke-width: 1.3; stroke-linejoin: round }
        .chart .roll { fill: none; stroke: var(--blue); stroke-width: 1.3; stroke-dasharray: 6 4; stroke-linejoin: round } .chart .lying { fill: #eef1f4 }
        .chart .leg { fill: var(--ink) } .chart .feet { fill: #98a3af }
        .chart .unjudged { fill: url(#hatch) } .chart .gap { fill: #c3cad2 }
        .chart .note { text-anchor: middle; font-size: 13px; paint-order: stroke; stroke: #fff; stroke-width: 4px }
        .chart .span { stroke: var(--soft); stroke-width: 2 }
        .level { fill: var(--blue); stroke: #fff } .not-level { fill: var(--orange); stroke: #fff }
        .not-judged { fill: #fff; stroke: var(--soft); stroke-width: 2 }
        .chart .raised { fill: var(--orange) } .chart .taken-back { fill: #fff; stroke: var(--soft); stroke-dasharray: 3 2 }
        .part-level { fill: var(--blue) } .part-not-level { fill: var(--orange) }
        .part-not-judged { fill: url(#hatch); stroke: var(--soft); stroke-width: .6 }
        .how { display: flex; flex-wrap: wrap; gap: 6px 20px; align-items: center; font-size: 14px; margin: 6px 0 4px }
        .how figure { margin: 0; display: flex; gap: 8px; align-items: center; max-width: 318px } .how svg { flex: none }
        .bones { stroke: var(--ink); stroke-width: 4; stroke-linecap: round; fill: none } .bar { stroke: var(--orange); stroke-width: 7; stroke-linecap: round }
        .bar-level { stroke: var(--blue); stroke-width: 7; stroke-linecap: round }
        footer { margin-top: 34px; border-top: 1px solid var(--line); padding-top: 10px; font-size: 14px; color: var(--soft) }
        .sheet { position: absolute; width: 0; height: 0 }
        @media (max-width: 640px) { body { padding: 16px 12px } .wide { overflow-x: auto } }
        @page { size: A4; margin: 13mm 12mm }
        @media print {
          html { font-size: 12.5px; background: #fff } body { max-width: none; padding: 0 }
          * { -webkit-print-color-adjust: exact; print-color-adjust: exact }
          figure, .card, tr, .note-box, li { break-inside: avoid } h2, h3 { break-after: avoid } table { font-size: 12px }
        }
        """;
}
