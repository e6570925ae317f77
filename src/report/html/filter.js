// Shows the filters and hides the rows that they leave out. The table is whole without this.
(() => {
  const filters = document.getElementById('filters');
  const table = document.getElementById('calls-table');
  if (!filters || !table) return;
  const [text, token, verdict, level, reset, count] = ['text', 'token', 'verdict', 'level', 'reset', 'count'].map((name) =>
    document.getElementById(`filter-${name}`),
  );
  const groups = Array.from(table.querySelectorAll('tbody'), (body) => {
    const [heading, ...rows] = body.rows;
    const about = heading.textContent;
    return { body, rows: rows.map((row) => ({ row, text: `${about} ${row.textContent}`.toLowerCase() })) };
  });
  const all = groups.reduce((sum, group) => sum + group.rows.length, 0);

  function apply() {
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { body, rows } of groups) {
      let some = false;
      for (const { row, text } of rows) {
        const fits =
          (!token.value || row.dataset.token === token.value) &&
          (!verdict.value || row.dataset.verdict === verdict.value) &&
          (!level.value || row.dataset.level === level.value) &&
          words.every((word) => text.includes(word));
        row.hidden = !fits;
        some ||= fits;
        if (fits) shown += 1;
      }
      body.hidden = !some;
    }
    count.value = `${shown} of ${all} call sites shown`;
  }

  filters.addEventListener('input', apply);
  reset.addEventListener('click', () => {
    text.value = token.value = verdict.value = level.value = '';
    apply();
    text.focus();
  });
  filters.hidden = false;
  apply();
})();
