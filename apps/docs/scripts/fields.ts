import { type DeclarationReflection, type ProjectReflection, ReflectionKind } from 'typedoc';

/**
 * Names of the fields of public classes and interfaces that have no comment. Fields of an object type that is written
 * in place are left to the comment of what holds them.
 */
export function fieldsWithoutComment(project: ProjectReflection): readonly string[] {
  const fields = project.getReflectionsByKind(ReflectionKind.Property) as DeclarationReflection[];
  return fields
    .filter((field) => field.parent?.kindOf(ReflectionKind.ClassOrInterface))
    .filter((field) => !field.hasComment() && field.inheritedFrom === undefined)
    .map((field) => field.getFullName());
}
