export const metadata = { title: 'A memory, rendered on the server' };

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
