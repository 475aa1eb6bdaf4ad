import Markup

extension SandboxPage {
    /// Small, responsive, light and dark; every pair of colours has a contrast of at least 4.5 to 1.
    static let style: HTML = """
        :root{color-scheme:light dark;--ink:#1b2430;--quiet:#52606d;--paper:#fff;--ground:#f2f4f7;--line:#c9d1da;
        --accent:#0b5cad;--warn:#8a3b00;--warn-ground:#fff1e0;--good:#0c6b3d;--bad:#a3141f}
        @media (prefers-color-scheme:dark){:root{--ink:#e9edf2;--quiet:#b3bfcc;--paper:#1a212a;--ground:#11161c;
        --line:#3a4654;--accent:#7db8f5;--warn:#ffc58a;--warn-ground:#3b2a15;--good:#79d8a6;--bad:#ff9aa2}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 "Noto Sans",system-ui,sans-serif}
        a{color:var(--accent)} a:focus-visible,button:focus-visible,input:focus-visible,summary:focus-visible,
        select:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
        .skip{position:absolute;left:-999px} .skip:focus{left:8px;top:8px;background:var(--paper);padding:8px}
        header{display:flex;flex-wrap:wrap;gap:8px 24px;align-items:center;padding:8px 24px;
        background:var(--warn-ground);
        border-bottom:2px solid var(--warn)}
        .mark{margin:0;font-weight:700;color:var(--warn);text-transform:uppercase;letter-spacing:.08em}
        nav{display:flex;flex-wrap:wrap;gap:4px 16px} nav a{padding:4px 0}
        main{max-width:1080px;margin:0 auto;padding:16px 24px}
        footer{padding:16px 24px;color:var(--quiet);font-size:14px;
        text-align:center}
        h1{font-size:26px;line-height:1.25;margin:8px 0 16px;overflow-wrap:anywhere}
        h2{font-size:19px;margin:24px 0 8px}
        .scroll{overflow-x:auto;background:var(--paper);border:1px solid var(--line);border-radius:8px}
        table{border-collapse:collapse;width:100%} th,td{text-align:left;padding:8px 12px;border-bottom:1px solid
        var(--line);vertical-align:top} td:first-child{min-width:150px}
        tr:last-child>td{border-bottom:0} th{font-size:14px;color:var(--quiet)}
        .amount{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap} .quiet{color:var(--quiet)}
        .good{color:var(--good);font-weight:600} .bad{color:var(--bad);font-weight:600}
        .card{background:var(--paper);border:1px solid var(--line);border-radius:8px;padding:16px;margin:0 0 16px}
        dl{display:grid;grid-template-columns:minmax(120px,220px) 1fr;gap:4px 16px;margin:0} dt{color:var(--quiet)}
        dd{margin:0;overflow-wrap:anywhere}
        form{display:flex;flex-wrap:wrap;gap:8px;align-items:end;margin:0 0 16px} label{display:grid;gap:4px;
        font-size:14px} input,select,button{font:inherit;min-height:44px;padding:8px 12px;border-radius:6px;
        border:1px solid var(--quiet);background:var(--paper);color:var(--ink);max-width:100%}
        button{background:var(--accent);color:var(--paper);border-color:var(--accent);font-weight:600;cursor:pointer}
        pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:0;font:14px/1.5 "Noto Sans Mono",ui-monospace,monospace}
        iframe{width:100%;height:60vh;border:1px solid var(--line);border-radius:8px;background:#fff}
        @media (max-width:600px){main,header{padding-left:16px;padding-right:16px} dl{grid-template-columns:1fr}
        dd{margin-bottom:8px}}
        """
}
