// Holds every JSON answer against our own OpenAPI document, so that it cannot say anything else than the program does.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Ajv from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

const file = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'docs', 'openapi.json')
const document = JSON.parse(readFileSync(file, 'utf8'))
const ajv = new Ajv({ strict: false, allErrors: false })
formats(ajv)
ajv.addSchema(document, 'openapi.json')

const paths = Object.keys(document.paths).map((path) => ({
  path,
  // A path without parameters comes before one that would take its last part for an id.
  parameters: path.split('{').length,
  pattern: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`),
}))
paths.sort((a, b) => a.parameters - b.parameters)

const step = (text) => encodeURIComponent(text.replace(/~/g, '~0').replace(/\//g, '~1'))
const validators = new Map()

/** Fails if the answer is not what the document says of this method, path and status. */
export function holdAgainstDocument(method, target, status, contentType, json) {
  const asked = new URL(target, 'http://wharf').pathname
  const path = paths.find(({ pattern }) => pattern.test(asked))?.path
  const operation = path && document.paths[path][method.toLowerCase()]
  if (!operation) return
  const answer = String(status) in operation.responses ? String(status) : 'default'
  if (status < 400) assert.notEqual(answer, 'default', `${method} ${path} answers ${status}, the document does not say so`)
  const media = contentType.split(';')[0]
  const schema = operation.responses[answer].content?.[media]?.schema
  if (json === null || !schema || schema.type === 'string') return
  const pointer = ['paths', path, method.toLowerCase(), 'responses', answer, 'content', media, 'schema']
  const ref = `openapi.json#/${pointer.map(step).join('/')}`
  if (!validators.has(ref)) validators.set(ref, ajv.compile({ $ref: ref }))
  const validate = validators.get(ref)
  if (!validate(json)) {
    const [error] = validate.errors
    assert.fail(`${method} ${path} ${status}: ${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`)
  }
}
