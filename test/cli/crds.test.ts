// `causeway crds`, called without a process.
import { expect, it, vi } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { definitions } from '../../schemas/crds/all.ts'
import { crds } from '../../src/cli/crds.ts'

it('P64: prints every definition as a YAML document of its own', () => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  crds()
  const text = write.mock.calls.map(([part]) => String(part)).join('')
  write.mockRestore()
  const documents = parseAllDocuments(text)
  expect(documents.map((each) => each.toJS() as unknown)).toEqual(definitions)
  expect(text).not.toMatch(/[&*]a\d/)
})
