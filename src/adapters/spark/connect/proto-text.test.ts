import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { protoText } from './proto-text.js';

const service = 'spark.connect.SparkConnectService';
/** Of Spark 4.3: servers before it do not know them. */
const newFields = ['timestamp_ntz_nanos', 'timestamp_ltz_nanos'];
const options = { keepCase: true };

/** A pyspark of `scripts/spark-server.sh install`, or the one of SPARK_HOME: its jar has the official schema. */
function findJar(): string | undefined {
  const site = fileURLToPath(new URL('../../../../.cache/spark/venv/lib', import.meta.url));
  const homes = existsSync(site) ? readdirSync(site).map((python) => join(site, python, 'site-packages/pyspark')) : [];
  for (const home of [process.env['SPARK_HOME'] ?? '', ...homes]) {
    const jars = join(home, 'jars');
    if (home === '' || !existsSync(jars)) continue;
    const name = readdirSync(jars).find((file) => /^spark-connect_[\d.]+-[\d.]+\.jar$/.test(file));
    if (name !== undefined) return join(jars, name);
  }
  return undefined;
}

function readOfficialSchema(jar: string): protobuf.Root {
  const script =
    'import sys, zipfile, json; z = zipfile.ZipFile(sys.argv[1]); ' +
    "print(json.dumps([z.read(n).decode() for n in z.namelist() if n.startswith('spark/connect/') and n.endswith('.proto')]))";
  const texts: unknown = JSON.parse(
    execFileSync('python3', ['-c', script, jar], { encoding: 'utf8', maxBuffer: 2 ** 26 }),
  );
  const root = new protobuf.Root();
  for (const name of ['any', 'wrappers', 'timestamp']) {
    const common = protobuf.common.get(`google/protobuf/${name}.proto`);
    if (common?.nested) root.addJSON(common.nested);
  }
  for (const text of texts as readonly string[]) protobuf.parse(text, root, options);
  root.resolveAll();
  return root;
}

/** Every field of ours that differs from the official one of the same place, walking from the calls down. */
function compare(
  own: protobuf.Root,
  official: protobuf.Root,
): { readonly fields: number; readonly problems: string[] } {
  const problems: string[] = [];
  const seen = new Set<string>();
  let fields = 0;
  const compareTypes = (mine: protobuf.Type, theirs: protobuf.Type): void => {
    const pair = `${mine.fullName} = ${theirs.fullName}`;
    if (seen.has(pair)) return;
    seen.add(pair);
    for (const field of mine.fieldsArray) {
      fields += 1;
      const other = theirs.fieldsById[field.id];
      const ownShape = shapeOf(field);
      const otherShape = other === undefined ? 'nothing' : shapeOf(other);
      if (other === undefined && newFields.includes(field.name)) continue;
      if (ownShape !== otherShape) problems.push(`${pair}: ${ownShape}, officially ${otherShape}`);
      const [type, otherType] = [field.resolvedType, other?.resolvedType];
      if (type instanceof protobuf.Type && otherType instanceof protobuf.Type) compareTypes(type, otherType);
      if (type instanceof protobuf.Enum && otherType instanceof protobuf.Enum) {
        for (const [name, value] of Object.entries(type.values)) {
          if (otherType.values[name] !== value) problems.push(`${pair}: ${name} = ${value}`);
        }
      }
    }
  };
  const [ownService, officialService] = [own.lookupService(service), official.lookupService(service)];
  for (const method of ownService.methodsArray) {
    const other = officialService.methods[method.name];
    if (other === undefined || (other.responseStream ?? false) !== (method.responseStream ?? false)) {
      problems.push(`call ${method.name}`);
      continue;
    }
    compareTypes(own.lookupType(`spark.connect.${method.requestType}`), lookup(official, other.requestType));
    compareTypes(own.lookupType(`spark.connect.${method.responseType}`), lookup(official, other.responseType));
  }
  return { fields, problems };
}

function lookup(root: protobuf.Root, name: string): protobuf.Type {
  return root.lookupType(name.includes('.') ? name : `spark.connect.${name}`);
}

/** What matters on the wire, and the name. */
function shapeOf(field: protobuf.Field): string {
  const kind =
    field.resolvedType instanceof protobuf.Type
      ? 'message'
      : field.resolvedType instanceof protobuf.Enum
        ? 'enum'
        : field.type;
  const key = field instanceof protobuf.MapField ? `map<${field.keyType}> ` : '';
  const member = field.partOf && !field.partOf.isProto3Optional ? ` of ${field.partOf.name}` : '';
  return `${field.repeated ? 'repeated ' : ''}${key}${kind} ${field.name} = ${field.id}${member}`;
}

const jar = findJar();
const name = 'numbers and types of the schema are those of the official one';
if (jar === undefined) test.skip(`${name} (no pyspark: scripts/spark-server.sh install)`, () => {});
else {
  test(name, () => {
    const own = protobuf.parse(protoText, options).root;
    own.resolveAll();
    const { fields, problems } = compare(own, readOfficialSchema(jar));
    assert.equal(problems, []);
    assert.ok(fields > 150, `${fields} fields`);
  });
}

test.run();
