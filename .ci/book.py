"""The book's own figures: page sizes, cell lengths, how soon code is used, how much is asserted in the open, stills beside sliders, links that lead somewhere.

usage: book.py                    measure, and say what is amiss
       book.py shrink [NAME ...]  after executing pages: figures keep their 256 best colours, as the pictures of `show_images` do
"""
import ast, base64, io, json, re, statistics as st, sys
from pathlib import Path

VIEW = 'application/vnd.jupyter.widget-view+json'

def pages(root:Path)->list[Path]:
    return [root/'index.ipynb', *sorted(p for p in (root/'nbs').rglob('*.ipynb') if not p.is_symlink() and '.ipynb_checkpoints' not in p.parts)]

def text(c)->str: return ''.join(c['source'])
def lines(c)->int: return sum(bool(l.strip()) and not l.startswith('#|') for l in text(c).splitlines())
def exported(c)->bool: return bool(re.search(r'^#\|\s*export', text(c), re.M))
def names(c)->set:
    "What an exported cell defines."
    return {n.name for n in ast.walk(ast.parse(text(c))) if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
def plain(c)->bool: return c['cell_type'] == 'code' and bool(text(c).strip()) and not text(c).startswith(('%', '!', '#| default_exp', '#| hide'))

def measure(root:Path)->dict:
    "The figures of the whole book."
    size, length, used, asserts, no_still, dead = {}, [], [], [], [], []
    for p in pages(root):
        cells = json.loads(p.read_text(encoding='utf-8'))['cells']; code = [c for c in cells if plain(c)]; name = str(p.relative_to(root))
        size[name] = p.stat().st_size
        for c,after in zip(code, [*code[1:], None]):
            for o in c.get('outputs', []):
                if VIEW in o.get('data', {}) and 'image/png' not in o['data']: no_still.append(f'{name}: cell {c.get("id")}')
            if re.search(r'\bassert\b|\btest_\w+\(', text(c)): asserts.append(1)
            else: asserts.append(0)
            if not exported(c): continue
            length.append(lines(c))
            if (d := names(c)) and after is not None: used.append(any(re.search(rf'\b{n}\b', text(after)) for n in d))
        for c in cells:
            if c['cell_type'] == 'markdown':
                dead += [f'{name}: {m}' for m in re.findall(r'\]\((?!https?:|#|mailto:)([^)\s#]+)', text(c)) if not (p.parent/m).exists()]
    return dict(largest=max(size.items(), key=lambda i: i[1]), median_size=st.median(size.values()), median_export=st.median(length), used_next=st.mean(used), asserting=st.mean(asserts), no_still=no_still, dead=dead, size=size)

def problems(root:Path)->list[str]:
    m, kb = measure(root), 1000
    return [*(f'{n} is {s//kb} kB; at most 400' for n,s in m['size'].items() if s > 400*kb),
            *([f'half of the pages are larger than {m["median_size"]//kb} kB; at most 150'] if m['median_size'] > 150*kb else []),
            *([f'half of the exported cells are longer than {m["median_export"]} lines; at most 10'] if m['median_export'] > 10 else []),
            *([f'{m["used_next"]:.0%} of exported cells are used in the next code cell; at least 60 %'] if m['used_next'] < .6 else []),
            *([f'{m["asserting"]:.0%} of code cells assert; at least 25 %'] if m['asserting'] < .25 else []),
            *(f'{w}: a widget without a still picture' for w in m['no_still']), *(f'{d}: leads nowhere' for d in m['dead'])]

def small(png:str)->str:
    "A PNG in base64, with 256 colours if that saves a tenth or more."
    from PIL import Image
    from pftgan_nb.viz import few_colours
    old = base64.b64decode(png); im, b = Image.open(io.BytesIO(old)), io.BytesIO()
    if im.mode == 'P': return png
    white = Image.new('RGBA', im.size, 'white'); white.alpha_composite(im.convert('RGBA'))
    few_colours(white.convert('RGB')).save(b, 'PNG', optimize=True)
    return base64.b64encode(b.getvalue()).decode() if len(b.getvalue()) < .9*len(old) else png

def shrink(path:Path)->int:
    "Shrink the figures of a page; bytes saved."
    old = path.read_text(encoding='utf-8'); nb = json.loads(old)
    for o in (o for c in nb['cells'] for o in c.get('outputs', []) if 'image/png' in o.get('data', {})):
        png = o['data']['image/png']; o['data']['image/png'] = small(png if isinstance(png, str) else ''.join(png))
    new = json.dumps(nb, indent=1, ensure_ascii=False, sort_keys=True)+'\n'
    if len(new) < len(old): path.write_text(new, encoding='utf-8')
    return max(0, len(old)-len(new))

if __name__ == '__main__':
    root = Path(__file__).resolve().parents[1]
    if sys.argv[1:2] == ['shrink']:
        for p in pages(root):
            if (not sys.argv[2:] or any(n in str(p.relative_to(root)) for n in sys.argv[2:])) and (n := shrink(p)): print(f'{n//1000:4} kB less: {p.relative_to(root)}')
        sys.exit()
    m = measure(root); found = problems(root)
    for k in ('largest', 'median_size', 'median_export', 'used_next', 'asserting'): print(k, m[k])
    print('\n'.join(found) or 'the figures hold'); sys.exit(bool(found))
