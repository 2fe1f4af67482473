/** The same numbers as a picture, as rows and columns. */
import css from './DataTable.module.css';

export type TableContent = { head: readonly string[]; rows: readonly (readonly (string | number)[])[] };

export function DataTable({ head, rows, caption }: TableContent & { caption: string }) {
  return (
    <table className={css.table}>
      <caption className="sr">{caption}</caption>
      <thead>
        <tr>
          {head.map((title) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, i) => (
          <tr key={i}>
            {row.map((cell, column) =>
              column === 0 ? (
                <th key={column} scope="row">
                  {cell}
                </th>
              ) : (
                <td key={column}>{cell}</td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
