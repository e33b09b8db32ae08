import { NotFound } from "../NotFound.tsx";

export default function NewSession() {
  return <NotFound />;
}
