"README.md from index.ipynb (`docs.py readme`), and every notebook as a web page that needs neither Python nor a network (`docs.py site [FOLDER]`)."
import base64, io, json, re, shutil, sys
from html import escape
from pathlib import Path
import nbformat
from nbconvert import MarkdownExporter
from nbconvert.filters import markdown2html

ROOT, HERE = Path.cwd(), Path(__file__).resolve().parent
VIEW, STATE = 'application/vnd.jupyter.widget-view+json', 'application/vnd.jupyter.widget-state+json'

def load(path:Path):
    "A notebook as a reader should see it: hidden cells, unechoed code and nbdev's directives left out."
    nb = nbformat.read(path, as_version=4)
    nb.cells = [c for c in nb.cells if not re.match(r'\s*#\|\s*(hide|default_exp)\b', c.source)]
    for c in nb.cells:
        if c.cell_type != 'code': continue
        if re.search(r'^#\|\s*echo:\s*false', c.source, re.M): c.metadata['transient'] = {'remove_source': True}
        c.metadata['exported'] = bool(re.search(r'^#\|\s*exporti?\b', c.source, re.M))
        c.source = re.sub(r'^#\|.*\n', '', c.source, flags=re.M)
    nb.metadata.setdefault('language_info', {})['name'] = 'python'
    return nb

def readme():
    nb = load(ROOT/'index.ipynb')
    body, res = MarkdownExporter().from_notebook_node(nb, resources={'output_files_dir': 'index_files'})
    alt = lambda i, j: nb.cells[int(i)].outputs[int(j)].data.get('text/plain') or 'figure'               # what a screen reader reads aloud
    body = re.sub(r'!\[png\]\((\S*?output_(\d+)_(\d+)\.png)\)', lambda m: f'![{alt(m[2], m[3])}]({m[1]})', body)
    shutil.rmtree(ROOT/'index_files', ignore_errors=True)
    for name, data in res.get('outputs', {}).items():
        (ROOT/name).parent.mkdir(exist_ok=True); (ROOT/name).write_bytes(data)
    body = re.sub(r'\]\((?!https?:|#|nbs/)([\w/]+\.ipynb)', r'](nbs/\1', body)      # links as seen from the root
    (ROOT/'README.md').write_text('<!-- made from index.ipynb by .ci/docs.py; edit that -->\n\n' + body.strip() + '\n', encoding='utf-8')

# ---- widgets: what a kernel and a widget manager would do, in plain HTML ----

class Widgets:
    "The widgets saved in a notebook, as HTML. What cannot work without Python is left to the still picture beside it."
    def __init__(self, nb): self.state, self.painters = nb.metadata.get('widgets', {}).get(STATE, {}).get('state', {}), 0

    def html(self, ref:str)->str:
        m = self.state.get(ref.removeprefix('IPY_MODEL_'))
        draw = m and getattr(self, m['model_name'].removesuffix('Model'), None)
        return draw(ref.removeprefix('IPY_MODEL_'), m['state'], m) if draw else ''

    def VBox(self, id, s, m, kind='v'): return f'<div class="w-{kind}box">{"".join(map(self.html, s["children"]))}</div>'
    def HBox(self, id, s, m): return self.VBox(id, s, m, 'h')
    def HTML(self, id, s, m): return s['value']
    def Button(self, id, s, m): return f'<button disabled title="needs Python: open this page in JupyterLab">{escape(s["description"])}</button>'
    def Image(self, id, s, m, hidden=''):
        return f'<img {hidden}{"class=pft-pixels " if "pft-pixels" in s["_dom_classes"] else ""}width="{s["width"]}" alt="" src="data:image/png;base64,{m["buffers"][0]["data"]}">'
    def Stack(self, id, s, m):
        kids = [self.state[c.removeprefix('IPY_MODEL_')] for c in s['children']]
        return f'<div id="w{id}">{"".join(self.Image("", k["state"], k, "" if i == s["selected_index"] else "hidden ") for i,k in enumerate(kids))}</div>'
    def SelectionSlider(self, id, s, m):
        links = [l['state'] for l in self.state.values() if l['model_name'] == 'LinkModel' and l['state']['source'][0] == f'IPY_MODEL_{id}']
        plays, marks = ' '.join('w'+l['target'][0].removeprefix('IPY_MODEL_') for l in links), s['_options_labels']
        return (f'<label class="w-slider">{escape(s["description"])} <input type="range" min="0" max="{len(marks)-1}" value="{s["index"]}" data-plays="{plays}" '
                f'data-marks="{escape(json.dumps(marks))}"> <output>{escape(marks[s["index"]])}</output></label>')
    def Any(self, id, s, m):
        if 'image' not in {b['path'][0] for b in m.get('buffers', [])}: return ''
        data = {k: v for k,v in s.items() if not k.startswith('_')} | {b['path'][0]: b['data'] for b in m['buffers']}
        esm, id = s['_esm'].replace('</script', '<\\/script'), f'{id}-{self.painters}'; self.painters += 1        # one painter may be shown twice
        return f'<style>{s.get("_css", "")}</style><div class="w-painter" id="w{id}"></div>\n<script type="module">\n{esm}\nrender({{model: standIn({json.dumps(data)}), el: document.getElementById("w{id}")}});\n</script>'

def without_kernel(nb):
    w = Widgets(nb)
    for c in nb.cells:
        for o in c.get('outputs', []):
            view = o.get('data', {}).pop(VIEW, None)
            alt = o.get('data', {}).get('text/plain', '')
            if view and (html := w.html(view['model_id'])): o['data']['text/html'] = f'<div role="group" aria-label="{escape(alt)}">{html}</div>'
    return nb

# ---- formulas: LaTeX to MathML, which browsers draw by themselves ----

def letters(kind:str)->dict:
    "Bold, calligraphic and blackboard letters are characters of their own."
    import unicodedata
    def one(c):
        size = 'CAPITAL' if c.isupper() else 'SMALL'
        for name in (f'MATHEMATICAL {kind} {size} {c.upper()}', f'{kind} {size} {c.upper()}'):
            try: return unicodedata.lookup(name)
            except KeyError: pass
        return c
    return {c: one(c) for c in 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'}

def mathml(tex:str, block:bool)->str:
    from latex2mathml.converter import convert
    tag = re.search(r'\\tag\{?(\w+)\}?', tex)
    tex = re.sub(r'\\tag(\{\w+\}|\w)', '', tex)
    for old, new in ((r'\\xrightarrow\{(.+?\}?)\}(?=[^}]|$)', r'\\overset{\1}{\\longrightarrow}'), (r'\\\|', r'\\Vert '), (r'\\arg\\min', r'\\operatorname{arg\\,min}'), (r'\\_', '_'), (r'\\;', r'\\ ')):
        tex = re.sub(old, new, tex)
    out = convert(tex, display='block' if block else 'inline').replace('<mo>&#x0005E;</mo>', '<mo stretchy="false">^</mo>')
    for attr, kind in (('bold', 'BOLD'), ('script', 'SCRIPT'), ('double-struck', 'DOUBLE-STRUCK')):
        table = letters(kind)
        out = re.sub(rf'<m([in]) mathvariant="{attr}">(.*?)</m[in]>', lambda m: f'<m{m[1]} mathvariant="normal">{"".join(table.get(c, c) for c in m[2])}</m{m[1]}>', out)
    return f'<div class="eq">{out}{f"<span>({tag[1]})</span>" if tag else ""}</div>' if block else out

def with_math(text:str, found:list)->str:
    "Markdown with every formula outside code replaced by a mark; the formulas go to `found`."
    def mark(m):
        if m[1] is None and m[2] is None: return m[0]
        found.append(mathml(m[1] or m[2], m[1] is not None))
        return ('\n\n' if m[1] else '') + f'MATH{len(found)-1}HTAM' + ('\n\n' if m[1] else '')
    return re.sub(r'```.*?```|`[^`\n]*`|\$\$(.+?)\$\$|\$(?!\s)([^$\n]+?)(?<!\s)\$', mark, text, flags=re.S)

# ---- cells ----

def wide(b64:str)->str:
    "A figure of many panels keeps a readable size on a phone, and scrolls."
    from PIL import Image
    w = Image.open(io.BytesIO(base64.b64decode(b64))).width
    return f' style="min-width:{min(w, 640)}px"' if w > 560 else ''

def output(o)->str:
    "One output: the richest form a plain page can show."
    if o.output_type == 'stream': return '<pre>' + escape(re.sub('\x1b\\[[\\d;]*m', '', o.text)) + '</pre>'
    if o.output_type == 'error': return f'<pre>{escape(o.ename)}: {escape(o.evalue)}</pre>'
    d = o.data; alt = d.get('text/plain', '')
    if 'text/html' in d: return d['text/html']
    if 'text/markdown' in d: return markdown2html(d['text/markdown'])
    for mime in ('image/png', 'image/jpeg'):
        if mime in d: return f'<img{wide(d[mime])} alt="{escape("" if alt.startswith("<") else alt)}" src="data:{mime};base64,{d[mime].strip()}">'
    return f'<pre>{escape(alt)}</pre>' if alt else ''

def cell(c, found:list, colour)->str:
    "One cell; formulas go by way of `found`."
    if c.cell_type == 'markdown':
        put = lambda m: found[int(m[1])] if m[0][0] == '<' and found[int(m[1])][:4] == '<div' else m[0].replace(f'MATH{m[1]}HTAM', found[int(m[1])])
        return re.sub(r'(?:<p>)?MATH(\d+)HTAM(?:</p>)?', put, markdown2html(with_math(c.source, found)))
    code = '' if c.metadata.get('transient', {}).get('remove_source') or not c.source.strip() else colour(c.source)
    if c.metadata.get('exported'): code = f'<div class="exported">{code}</div>'
    return code + ''.join(f'<div class="out">{h}</div>' for h in map(output, c.outputs) if h)

# ---- pages ----

GROUPS = ((0, 'Small tools'), (10, 'The drawn world'), (20, 'Generator and priors'), (30, 'The method, step by step'), (50, 'Naming the parts'), (60, 'The numbers'), (76, 'At the command line'))
def group(p:Path)->str:
    if p.parent.name == 'tutorials': return 'Tutorials'
    n = int(m[0]) if (m := re.match(r'\d+', p.stem)) else None
    return 'Start' if n is None else [g for k,g in GROUPS if k <= n][-1]

def title(nb)->str: return re.search(r'^# (.+)$', '\n'.join(c.source for c in nb.cells if c.cell_type == 'markdown'), re.M)[1]

def site(out='_docs'):
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer
    out, nbs = Path(out), ROOT/'nbs'
    paths = [p for p in nbs.rglob('*.ipynb') if not p.is_symlink() and '.ipynb_checkpoints' not in p.parts]
    order = ['Start', 'Tutorials', *(g for _,g in GROUPS)]
    books = {ROOT/'index.ipynb': load(ROOT/'index.ipynb')} | {p: load(p) for p in sorted(paths, key=lambda p: (order.index(group(p)), p.stem != 'quickstart', p.stem))}
    where = {p: 'index.html' if p.parent == ROOT else p.relative_to(nbs).with_suffix('.html').as_posix() for p in books}
    css = (HERE/'site.css').read_text(encoding='utf-8') + HtmlFormatter(style='default', nobackground=True).get_style_defs('.highlight')
    script, look = (HERE/'site.js').read_text(encoding='utf-8'), HtmlFormatter(nobackground=True)
    colour = lambda source: highlight(source, PythonLexer(), look)
    every = list(books)
    for i,(p,nb) in enumerate(books.items()):
        up, found = '../'*where[p].count('/'), []
        body = '\n'.join(cell(c, found, colour) for c in without_kernel(nb).cells)
        body = re.sub(r'href="(?!https?:)(?:nbs/)?([^"#]+)\.ipynb', r'href="\1.html', body)
        link = lambda q, text, cls='': f'<a {cls} href="{up}{where[q]}">{text}</a>'
        nav = ''.join(f'<h2>{g}</h2>' + ''.join(link(q, escape(title(books[q])) if q.parent != ROOT else 'Overview', 'aria-current="page"' if q == p else '') for q in every if group(q) == g) for g in order)
        ends = ''.join(link(every[j], f'{a}{escape(title(books[every[j]]))}{b}') if 0 <= j < len(every) else '<span></span>' for j,a,b in ((i-1, '← ', ''), (i+1, '', ' →')))
        (out/where[p]).parent.mkdir(parents=True, exist_ok=True)
        (out/where[p]).write_text(f'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">'
            f'<title>{escape(title(nb))} · pftgan_nb</title><style>{css}</style><script>{script}</script></head><body><details class="menu"><summary>pftgan_nb</summary><nav>{nav}</nav></details>'
            f'<aside><a class="home" href="{up}index.html">pftgan_nb</a><nav>{nav}</nav></aside><main>{body}<footer>{ends}</footer></main></body></html>', encoding='utf-8')
    print(f'{len(books)} pages in {out}')

if __name__ == '__main__': {'readme': readme, 'site': site}[sys.argv[1]](*sys.argv[2:])
