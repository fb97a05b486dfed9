import {
  type CommentDisplayPart,
  type CommentTag,
  type DeclarationReflection,
  type ProjectReflection,
  ReflectionKind,
} from 'typedoc';

/**
 * Puts the classes of `@throws {ValueError | ShapeError} if ...` before their text, linked where they are public, and
 * links the one of `@throws ValueError if ...`.
 */
export function nameThrownClasses(project: ProjectReflection): void {
  const found = project.getReflectionsByKind(ReflectionKind.Class) as DeclarationReflection[];
  const classes = new Map(found.map((reflection) => [reflection.name, reflection]));
  const done = new Set<CommentTag>();
  for (const { comment } of Object.values(project.reflections)) {
    for (const tag of comment?.getTags('@throws') ?? []) {
      if (!done.has(tag)) tag.content = [...namesOf(tag, classes), ...tag.content];
      done.add(tag);
    }
  }
}

/** The classes of a tag as links, `or` between them; one that its text begins with is taken off it. */
function namesOf(tag: CommentTag, classes: ReadonlyMap<string, DeclarationReflection>): CommentDisplayPart[] {
  const names = tag.typeAnnotation?.replace(/[{}\s]/g, '').split('|') ?? [];
  const [first] = tag.content;
  const [, leading, rest = ''] = /^(\w+Error)\b([\s\S]*)/.exec(first?.text ?? '') ?? [];
  if (names.length === 0 && leading !== undefined && classes.has(leading)) {
    tag.content = [{ kind: 'text', text: rest.trimStart() }, ...tag.content.slice(1)];
    names.push(leading);
  }
  return names.flatMap((name, n) => {
    const target = classes.get(name);
    const part: CommentDisplayPart =
      target === undefined
        ? { kind: 'code', text: `\`${name}\`` }
        : { kind: 'inline-tag', tag: '@linkcode', text: name, target };
    return [part, { kind: 'text', text: n === names.length - 1 ? ' ' : ' or ' }];
  });
}
