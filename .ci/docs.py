"README.md from index.ipynb (`docs.py readme`), and every notebook as a web page (`docs.py site`)."
import re, shutil, sys
from pathlib import Path
import nbformat
from nbconvert import HTMLExporter, MarkdownExporter

ROOT = Path.cwd()

def load(path:Path):
    "A notebook as a reader should see it: hidden cells, unechoed code and nbdev's directives left out."
    nb = nbformat.read(path, as_version=4)
    nb.cells = [c for c in nb.cells if not re.match(r'\s*#\|\s*(hide|default_exp)\b', c.source)]
    for c in nb.cells:
        if c.cell_type != 'code': continue
        if re.search(r'^#\|\s*echo:\s*false', c.source, re.M): c.metadata['transient'] = {'remove_source': True}
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

def site(out='_docs'):
    out, nbs = Path(out), ROOT/'nbs'
    pages = {ROOT/'index.ipynb': 'index.html'} | {p: p.relative_to(nbs).with_suffix('.html').as_posix() for p in sorted(nbs.rglob('*.ipynb')) if not p.is_symlink() and '.ipynb_checkpoints' not in p.parts}
    for p, href in pages.items():
        body, _ = HTMLExporter(embed_images=True).from_notebook_node(load(p), resources={'metadata': {'name': p.stem}})
        up = '../'*href.count('/')
        nav = ' · '.join(f'<a href="{up}{h}">{Path(h).stem}</a>' for h in pages.values())
        body = re.sub(r'href="(?!https?:)(?:nbs/)?([^"#]+)\.ipynb', r'href="\1.html', body)
        (out/href).parent.mkdir(parents=True, exist_ok=True)
        (out/href).write_text(re.sub(r'<body[^>]*>', lambda m: f'{m[0]}<nav style="padding:1em 2em;font:14px sans-serif">{nav}</nav>', body, count=1), encoding='utf-8')
    print(f'{len(pages)} pages in {out}')

if __name__ == '__main__': {'readme': readme, 'site': site}[sys.argv[1]]()
