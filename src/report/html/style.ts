/**
 * The style sheet of the page: one column, calm colours of equal weight (no red, no green: a dependence is not a fault), system fonts,
 * light and dark, paper, 360 px and projector.
 */
export const style = `
:root{
 color-scheme:light dark;
 --paper:#f7f6f2;--surface:#ffffff;--ink:#1b2330;--quiet:#55606f;--line:#dedbd3;--faint:#efede7;
 --accent:#2d4a8a;--accent-soft:#b7c6e6;--on-accent:#ffffff;--max:#8a5a10;--calm:#1f6b5c;--doubt:#6d4a00;--doubt-soft:#f7ecd2;
 --serif:Charter,"Bitstream Charter","Sitka Text",Cambria,Georgia,"Noto Serif",serif;
 --sans:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif;
 --mono:ui-monospace,"Cascadia Mono",Consolas,"DejaVu Sans Mono",monospace;
}
@media (prefers-color-scheme:dark){:root{
 --paper:#11151b;--surface:#191f28;--ink:#e7eaef;--quiet:#a7b1bf;--line:#323b48;--faint:#212934;
 --accent:#93b1f5;--accent-soft:#3a4f80;--on-accent:#101722;--max:#e2b566;--calm:#7fcbb6;--doubt:#ecc87f;--doubt-soft:#3a301a;
}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:400 1rem/1.55 var(--sans);overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
body>header,main,footer{max-width:68rem;margin:0 auto;padding:0 clamp(1rem,4vw,2.5rem)}
h1,h2,h3,h4,p,dl,dd,ol,ul{margin:0;padding:0}
h1,h2{font-family:var(--serif);font-weight:600;line-height:1.15;text-wrap:balance}
h1{font-size:clamp(1.9rem,5vw,3rem);letter-spacing:-.01em}
h2{font-size:clamp(1.45rem,3.4vw,2rem);margin-bottom:.7rem}
h3{font-size:1.02rem;line-height:1.35;margin:2rem 0 .6rem}
h4{font-size:1rem;line-height:1.35}
a{color:var(--accent);text-underline-offset:.18em}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:3px}
small{font-size:.86rem;color:var(--quiet)}
code{font-family:var(--mono);font-size:.92em}
section{padding:2.6rem 0 0;scroll-margin-top:.5rem}
section+section{margin-top:2.6rem;border-top:1px solid var(--line)}
.lead{max-width:44rem;color:var(--quiet);margin-bottom:1.3rem}
.note{max-width:44rem;color:var(--quiet);font-size:.92rem;margin-top:.7rem}
.prose{max-width:44rem}.prose p+p,.prose li+li{margin-top:.8rem}ul.prose{padding-left:1.2rem}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:1rem;top:-4rem;background:var(--surface);padding:.6rem 1rem;z-index:2}.skip:focus{top:1rem}

body>header{padding-top:clamp(1.6rem,5vw,3.2rem)}
.kicker{font-size:.95rem;color:var(--accent);font-weight:600;margin-bottom:.55rem}
.meta{color:var(--quiet);margin-top:.8rem;display:flex;flex-wrap:wrap;gap:.1rem 1.4rem}
.meta span::first-letter{text-transform:uppercase}
.banner{margin-top:1.4rem;padding:.8rem 1.1rem;background:var(--doubt-soft);color:var(--ink);border:1px solid var(--doubt);border-radius:.5rem}
.caution{margin-top:.9rem;padding:.5rem .8rem;max-width:44rem;background:var(--doubt-soft);border-left:4px solid var(--doubt);border-radius:.2rem}
.banner strong{color:var(--doubt);margin-right:.4rem}

.headline{margin-top:1.8rem;padding:clamp(1.3rem,4vw,2.6rem);background:var(--surface);border:1px solid var(--line);border-radius:.9rem}
.hero{display:grid;grid-template-columns:auto 1fr;gap:1rem clamp(1.4rem,4vw,3rem);align-items:center}
.figure{font:600 clamp(5rem,14vw,9.5rem)/.9 var(--serif);letter-spacing:-.035em;color:var(--accent);white-space:nowrap}
.figure span{font-size:.42em;letter-spacing:0;margin-left:.04em}
.bracket{margin-top:1rem;color:var(--quiet);font-size:1.05rem}
.figure.none{font-size:clamp(2.2rem,7vw,4rem);letter-spacing:-.01em;white-space:normal;line-height:1.05}
.sentence{font:400 clamp(1.15rem,2.4vw,1.55rem)/1.4 var(--serif);max-width:34rem;text-wrap:pretty}
.scale{margin:2.2rem 0 1.8rem}
.scale .above,.scale .below{position:relative;height:1.5rem;font-size:.95rem}
.scale .above span,.scale .below span{position:absolute;transform:translateX(-50%);white-space:nowrap}
.scale .above span{font-weight:700;color:var(--accent);left:clamp(1.6rem,var(--at),calc(100% - 1.6rem))}
.scale .below span{color:var(--max);top:.2rem;left:clamp(4.6rem,var(--at),calc(100% - 4.6rem))}
.ticks{display:flex;justify-content:space-between;color:var(--quiet);font-size:.82rem;border-top:1px solid var(--line);padding-top:.25rem;margin-top:.5rem}
.ticks span{width:0;display:flex;justify-content:center;white-space:nowrap;overflow-wrap:normal}.ticks span:first-child{justify-content:flex-start}.ticks span:last-child{justify-content:flex-end}
.strip{position:relative;display:block;height:1.1rem;min-width:7rem;border-radius:.25rem;background:var(--faint);background-image:linear-gradient(90deg,transparent calc(50% - .5px),var(--line) calc(50% - .5px),var(--line) calc(50% + .5px),transparent calc(50% + .5px))}
.strip.large{height:2.3rem;border-radius:.4rem}
.strip i{position:absolute;top:0;bottom:0}
.strip .band{background:var(--accent-soft);border-radius:.2rem;min-width:2px}
.strip .mark{width:4px;margin-left:-2px;background:var(--accent);border-radius:2px;top:-2px;bottom:-2px}
.strip .max{width:2px;margin-left:-1px;border-left:2px dotted var(--max)}
.strip.large .mark{width:6px;margin-left:-3px;top:-5px;bottom:-5px;border-radius:3px}
.strip.large .max{width:0;border-left-width:3px;bottom:-5px}
.stats{display:grid;grid-template-columns:repeat(auto-fit,minmax(11.5rem,1fr));gap:1.4rem 1.6rem}
.stats>div{border-top:2px solid var(--line);padding-top:.7rem}
.stats dt{font-size:.92rem;font-weight:600}
.stats dd strong{display:block;font:600 1.65rem/1.25 var(--serif)}
.stats small{display:block;line-height:1.4}
.key{display:inline-block;width:1.1rem;height:.75rem;margin-right:.45rem;vertical-align:-.05rem;border-radius:2px}
.key.band{background:var(--accent-soft)}.key.max{width:0;height:1rem;border-left:3px dotted var(--max);border-radius:0}

nav{margin:1.6rem 0 0;font-size:.95rem}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.15rem 1.3rem}
nav a{display:inline-block;padding:.25rem 0}
nav+section{margin-top:1.2rem;border-top:0;padding-top:1.4rem}

table{width:100%;border-collapse:collapse;background:none}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
thead th{font-size:.82rem;font-weight:600;color:var(--quiet);text-align:left;vertical-align:bottom;padding:.3rem .6rem;border-bottom:1px solid var(--line);line-height:1.25}
tbody th,td{padding:.5rem .6rem;border-bottom:1px solid var(--faint);vertical-align:middle;text-align:left}
tbody th{font-weight:400}
tr>:first-child{padding-left:0}tr>:last-child{padding-right:0}
th.name{min-width:9rem;max-width:24rem}
tbody th.name small{display:block}
.number,thead th.number{text-align:right;white-space:nowrap}
thead th.number{white-space:normal}
thead th{overflow-wrap:normal}
thead th.number{width:5.4rem}thead th.name{width:29%}thead th.wide{width:24%}
table:not(:has(.wide,.text)){max-width:46rem}table:not(:has(.wide,.text)) thead th.name{width:60%}td.text{min-width:6rem;overflow-wrap:break-word}
table+p{margin-top:.9rem}p+table{margin-top:.9rem}
td.code{font-family:var(--mono);font-size:.85rem;color:var(--quiet)}
td .line{display:block}#services td.text:last-child{min-width:13rem}#services p+ul{margin-top:.6rem}
.bar{display:block;height:.85rem;min-width:5rem;background:none}
.bar i{display:block;height:100%;min-width:2px;background:var(--accent);border-radius:0 .2rem .2rem 0}
.pair{display:grid;gap:2.5rem}.pair .bar{min-width:3rem}
.tag{display:inline-block;font-size:.8rem;line-height:1.35;padding:.1rem .5rem;border:1px solid var(--line);border-radius:1rem;color:var(--quiet);background:var(--surface)}
.tag.here{color:var(--accent);border-color:var(--accent);white-space:nowrap}
.tag.doubt{color:var(--doubt);border-color:var(--doubt)}
.tag.strategy{color:var(--on-accent);background:var(--accent);border-color:var(--accent)}
.tag.class-D{color:var(--accent);border-color:var(--accent)}
.tag.class-C{color:var(--max);border-color:var(--max)}
.tag.class-A,.tag.class-B{color:var(--calm);border-color:var(--calm)}
.who{color:var(--quiet)}

details>summary{cursor:pointer;list-style:none}
summary::-webkit-details-marker{display:none}
details>summary::before{content:"";flex:none;display:inline-block;width:.5rem;height:.5rem;margin-right:.65rem;border:solid currentColor;border-width:0 2px 2px 0;transform:rotate(-45deg);transition:transform .12s}
details[open]>summary::before{transform:rotate(45deg)}
.more{margin-top:.9rem}.more>summary,.candidate details>summary{color:var(--accent);font-weight:600;padding:.45rem 0;width:fit-content}
.more[open]>summary{margin-bottom:.5rem}

.products{list-style:none}
.products>li{border-bottom:1px solid var(--line)}
.product>summary{display:grid;grid-template-columns:auto minmax(12rem,1.5fr) minmax(10rem,1fr) minmax(6rem,1fr) 6.2rem;gap:.2rem .9rem;align-items:center;padding:.65rem .3rem;border-radius:.4rem}
.product>summary::before{margin-right:0;color:var(--quiet)}
.product>summary:hover{background:var(--faint)}
summary .who{display:block;font-size:.88rem}
.tags{display:flex;flex-wrap:wrap;gap:.3rem}
.value{text-align:right;white-space:nowrap;font-size:.86rem;color:var(--quiet)}.value b{font-size:1.1rem;color:var(--ink)}
.chain{list-style:none;margin:.2rem 0 1.6rem .5rem;padding-left:1.5rem;border-left:2px solid var(--accent-soft);counter-reset:step}
.chain>li{position:relative;padding:.55rem 0}
.chain>li::before{counter-increment:step;content:counter(step);position:absolute;left:-2.3rem;top:.5rem;width:1.5rem;height:1.5rem;border-radius:50%;background:var(--accent-soft);color:var(--ink);font-size:.82rem;font-weight:600;display:grid;place-items:center}
.chain h3{margin:0;font-size:.9rem;color:var(--quiet);font-weight:600}
.plain{list-style:none}.plain li+li{margin-top:.3rem}
.sources{columns:22rem;column-gap:2.5rem;font-size:.92rem}.sources li{break-inside:avoid}

.candidates{list-style:none;display:grid;gap:.9rem}
.candidate{background:var(--surface);border:1px solid var(--line);border-radius:.7rem;padding:1.1rem 1.3rem .7rem}
.candidate h4{display:flex;gap:.9rem;align-items:baseline;font-size:1.12rem;font-weight:400}
.rank{flex:none;font:600 1.5rem/1 var(--serif);color:var(--accent);min-width:1.5rem}
.arrow{color:var(--quiet);padding:0 .2rem}
.candidate .tags{margin:.5rem 0 .9rem}
.factors{display:grid;grid-template-columns:repeat(auto-fit,minmax(7.4rem,1fr));gap:.7rem 1rem}
.factors dt{font-size:.82rem;color:var(--quiet)}.factors dd{font-weight:600}
.factors .gain dd{color:var(--accent)}
.rows{max-width:52rem}.rows>div{display:grid;grid-template-columns:minmax(9rem,15rem) 1fr;gap:.1rem 1.2rem;padding:.45rem 0;border-bottom:1px solid var(--faint)}
.rows dt{color:var(--quiet)}.rows dd small{display:block}

footer{padding-top:2.5rem;padding-bottom:3rem;color:var(--quiet);font-size:.92rem;display:flex;flex-wrap:wrap;gap:.5rem 2rem;justify-content:space-between}

@media (min-width:60rem){.pair{grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:3rem}.pair th.name{min-width:7rem;width:38%}.pair thead th.number{width:4.2rem}}
@media (max-width:44rem){
 .hero{grid-template-columns:1fr}
 table,thead,tbody,tbody tr,tbody th,tbody td{display:block;width:auto}
 thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
 tbody tr{display:flex;flex-wrap:wrap;gap:.15rem 1.1rem;padding:.8rem 0;border-bottom:1px solid var(--line)}
 tbody th,tbody td,tbody th.name{border:0;padding:0;min-width:0;max-width:100%}
 tbody th.name{flex:1 1 100%;font-weight:600}
 tbody td.wide,tbody td.text{flex:1 1 100%;order:1}
 tbody td.number{order:2;text-align:left}
 tbody td:empty{display:none}tbody td.text{min-width:0;overflow-wrap:anywhere}
 td.number::before,td.text::before,td.code::before{content:attr(data-label);color:var(--quiet);font-size:.82rem;font-weight:400;margin-right:.4rem}
 .product>summary{grid-template-columns:auto 1fr auto}
 .product>summary .tags{grid-column:2/-1;order:2}.product>summary .bar{grid-column:2/-1;order:3}
 .rows>div{grid-template-columns:1fr}
 .candidate{padding:1rem 1rem .6rem}
 .chain{margin-left:.8rem;padding-left:1.2rem}.chain>li::before{left:-2rem}
 .scale .below span{font-size:.88rem}
}
@media (min-width:110rem){html{font-size:118%}}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}*{transition:none!important}}
@media (forced-colors:active){.bar i,.strip .mark{forced-color-adjust:none;background:CanvasText}.strip{border:1px solid CanvasText}.strip .band{forced-color-adjust:none;background:Highlight}}
@page{margin:16mm 14mm}
@media print{
 :root{color-scheme:light;--paper:#fff;--surface:#fff;--ink:#000;--quiet:#444;--line:#bbb;--faint:#eee;--accent:#2d4a8a;--accent-soft:#b7c6e6;--on-accent:#fff;--max:#8a5a10;--calm:#1f6b5c;--doubt:#6d4a00;--doubt-soft:#fff}
 *{print-color-adjust:exact;-webkit-print-color-adjust:exact}
 body{font-size:9.5pt}
 body>header,main,footer{max-width:none;padding-left:0;padding-right:0}
 nav,.skip,footer a{display:none}
 section{padding-top:6mm}section+section{margin-top:6mm}
 .headline{padding:6mm}
 h2,h3,.lead,thead{break-after:avoid}.stats{grid-template-columns:repeat(4,1fr)}.headline,.strip{break-inside:avoid}
 tr,.candidate,.products>li>details>summary,.stats>div{break-inside:avoid}
 a{color:inherit}
}
`;
