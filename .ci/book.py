"The book's own figures: page sizes, cell lengths, how soon code is used, how much is asserted in the open, stills beside sliders, links that lead somewhere."
import ast, json, re, statistics as st, sys
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

if __name__ == '__main__':
    root = Path(__file__).resolve().parents[1]; m = measure(root); found = problems(root)
    for k in ('largest', 'median_size', 'median_export', 'used_next', 'asserting'): print(k, m[k])
    print('\n'.join(found) or 'the figures hold'); sys.exit(bool(found))
