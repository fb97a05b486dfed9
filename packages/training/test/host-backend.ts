import { type BackendValues, type DataId, KernelBackend, registerBackend } from '@hkmem/backend/tf';

/** A backend of tfjs that holds values and computes nothing. */
class HostBackend extends KernelBackend {
  readonly #values = new Map<DataId, BackendValues>();

  override write(values: BackendValues): DataId {
    const id = {};
    this.#values.set(id, values);
    return id;
  }

  override move(id: DataId, values: BackendValues): void {
    this.#values.set(id, values);
  }

  override readSync(id: DataId): BackendValues {
    return this.#values.get(id)!;
  }

  override async read(id: DataId): Promise<BackendValues> {
    return this.readSync(id);
  }

  override disposeData(id: DataId): boolean {
    return this.#values.delete(id);
  }

  override numDataIds(): number {
    return this.#values.size;
  }

  override incRef(): void {}

  override refCount(): number {
    return 1;
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override dispose(): void {
    this.#values.clear();
  }
}

/** Registers it under a name. */
export function registerHostBackend(name: string): void {
  registerBackend(name, () => new HostBackend());
}
