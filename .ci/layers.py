"The number of a notebook is its layer: a module, and a notebook's own cells, import only from lower numbers."
import ast, json, re, sys
from pathlib import Path

LIB = 'pftgan_nb'

def imported(source:str)->set[str]:
    "Names of the package's modules that some Python text imports, lazily or not."
    found = set()
    for n in ast.walk(ast.parse(source)):
        if isinstance(n, ast.Import): found |= {a.name.split('.')[1] for a in n.names if a.name.startswith(LIB+'.')}
        elif isinstance(n, ast.ImportFrom):
            parts = [LIB, *(n.module or '').split('.')] if n.level else (n.module or '').split('.')
            parts = [p for p in parts if p]
            if parts[:1] == [LIB]: found |= {parts[1]} if len(parts) > 1 else {a.name for a in n.names}
    return found

def code(path:Path)->str:
    "The Python of a module or notebook, magics left out."
    if path.suffix == '.py': return path.read_text(encoding='utf-8')
    cells = [''.join(c['source']) for c in json.loads(path.read_text(encoding='utf-8'))['cells'] if c['cell_type'] == 'code']
    return '\n'.join(re.sub(r'^\s*[%!].*$', '', c, flags=re.M) for c in cells if not c.startswith('%%'))

def problems(root:Path)->list[str]:
    "What breaks the rule, in words."
    pages = {m[2]: (int(m[1]), p) for p in sorted((root/'nbs').glob('*.ipynb')) if (m := re.fullmatch(r'(\d+)_(\w+)', p.stem))}
    modules = {p.stem: p for p in (root/LIB).glob('*.py') if p.stem not in ('__init__', '_modidx', 'all')}
    out = [f'{LIB}/{m}.py has no notebook NN_{m}.ipynb' for m in modules if m not in pages]
    for name,(layer,page) in pages.items():
        for path in filter(None, (page, modules.get(name))):
            for other in sorted(imported(code(path)) & {*modules, 'all'}):
                if other == 'all' or (other in pages and pages[other][0] >= layer):
                    what = 'everything' if other == 'all' else f'layer {pages[other][0]}'
                    out.append(f'{path.relative_to(root)} is layer {layer} and imports {LIB}.{other} ({what}); import from lower numbers only')
    return out

if __name__ == '__main__':
    found = problems(Path(__file__).resolve().parents[1])
    print('\n'.join(found) or 'layers hold'); sys.exit(bool(found))
