import classes from './ProblemNote.module.css'
import { IconRefused } from '../app/icons'

interface ErrorSummaryProps {
  problems: { id: string; label: string; message: string }[]
}

/** What keeps a form from being saved; each line leads to its field. */
export function ErrorSummary({ problems }: ErrorSummaryProps) {
  if (problems.length === 0) return null
  return (
    <div className={classes.note} role="alert">
      <IconRefused size={18} className={classes.icon} />
      <div>
        <div>
          {problems.length === 1
            ? 'One thing is missing or wrong:'
            : `${String(problems.length)} things are missing or wrong:`}
        </div>
        <ul style={{ margin: '4px 0 0', paddingLeft: 18 }}>
          {problems.map((problem) => (
            <li key={problem.id}>
              <a
                href={`#${problem.id}`}
                onClick={(event) => {
                  event.preventDefault()
                  document.getElementById(problem.id)?.focus()
                }}
              >
                {problem.label}
              </a>
              : {problem.message}
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}
