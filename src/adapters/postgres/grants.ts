// Who may do what with a relation. A new version is for the same eyes as the old one; the config `grants` says more.

import { postgresDialect } from '../../dialects/postgres/postgres-dialect.js';
import type { Relation } from '../../dialects/relation.js';
import type { Link } from './link.js';

/** Privileges by name (`select`), with the roles that have it. */
export type Grants = Readonly<Record<string, readonly string[]>>;

interface Privilege {
  readonly privilege: string;
  readonly role: string;
  readonly isGrantable: boolean;
  /** Granted by the role that this session acts as. */
  readonly isOurs: boolean;
}

/** Those that others than the owner have. */
export async function readPrivileges(link: Link, oid: number): Promise<readonly Privilege[]> {
  const { rows } = await link.run(
    `select a.privilege_type, case a.grantee when 0 then 'public' else pg_get_userbyid(a.grantee) end, a.is_grantable,
       a.grantor = current_user::regrole
     from pg_class c, aclexplode(c.relacl) a where c.oid = ${oid} and a.grantee <> c.relowner`,
  );
  return rows.map(([privilege, role, isGrantable, isOurs]) => ({
    privilege: String(privilege).toLowerCase(),
    role: String(role),
    isGrantable: isGrantable === true,
    isOurs: isOurs === true,
  }));
}

/** Statements that give them to a relation, rendered. */
export function renderGrants(privileges: readonly Privilege[], target: string): readonly string[] {
  return privileges.map(
    ({ privilege, role, isGrantable }) =>
      `grant ${privilege} on ${target} to ${renderRole(role)}${isGrantable ? ' with grant option' : ''}`,
  );
}

/** As dbt: exactly these, of what this role has granted. Everybody else's grants stay. */
export async function applyGrants(link: Link, oid: number, relation: Relation, grants: Grants): Promise<void> {
  const target = postgresDialect.renderRelation(relation);
  const existing = (await readPrivileges(link, oid)).filter(({ isOurs }) => isOurs);
  const keyOf = (privilege: string, role: string): string => `${privilege.toLowerCase()} ${role}`;
  const wanted = new Set(
    Object.entries(grants).flatMap(([privilege, roles]) => roles.map((role) => keyOf(privilege, role))),
  );
  const known = new Set(existing.map(({ privilege, role }) => keyOf(privilege, role)));
  const statements = [
    ...existing
      .filter(({ privilege, role }) => !wanted.has(keyOf(privilege, role)))
      .map(({ privilege, role }) => `revoke ${privilege} on ${target} from ${renderRole(role)}`),
    ...Object.entries(grants).flatMap(([privilege, roles]) =>
      roles
        .filter((role) => !known.has(keyOf(privilege, role)))
        .map((role) => `grant ${privilege} on ${target} to ${renderRole(role)}`),
    ),
  ];
  if (statements.length > 0) await link.run(statements.join('; '));
}

function renderRole(role: string): string {
  return role === 'public' ? role : postgresDialect.quoteIdentifier(role);
}
