"""Plain sockets, for what no HTTP library would send, and for speed; and VNPAY's signature, made a second time."""

import hashlib
import hmac
import socket
import urllib.parse


class Wire:
    """One connection that is kept."""

    def __init__(self, port, seconds=30):
        self.port, self.seconds, self.socket, self.rest = port, seconds, None, b""

    def open(self):
        self.socket = socket.create_connection(("127.0.0.1", self.port), self.seconds)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def close(self):
        if self.socket:
            self.socket.close()
        self.socket = None

    def get(self, path, headers=""):
        """Status and body."""
        if self.socket is None:
            self.open()
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost:{self.port}\r\n{headers}\r\n".encode())
        return self.answer()

    def answer(self):
        status, headers, body = self.read_head()
        while len(body) < int(headers.get("content-length", 0)):
            body += self.receive()
        self.rest = body[int(headers.get("content-length", 0)):]
        if headers.get("connection", "").lower() == "close":
            self.close()
        return status, body[: int(headers.get("content-length", 0))]

    def read_head(self):
        text = self.rest
        while b"\r\n\r\n" not in text:
            text += self.receive()
        head, body = text.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        return int(lines[0].split()[1]), headers, body

    def receive(self):
        piece = self.socket.recv(65_536)
        if not piece:
            raise ConnectionError("closed without an answer")
        return piece


def signed(fields, secret):
    """The query of a notice: sorted, encoded as forms are, with its HMAC-SHA512."""
    data = "&".join(
        f"{urllib.parse.quote_plus(name)}={urllib.parse.quote_plus(value)}" for name, value in sorted(fields.items())
    )
    return data + "&vnp_SecureHash=" + hmac.new(secret.encode(), data.encode(), hashlib.sha512).hexdigest()


def fields(query):
    """Of a signed query, without the signature."""
    given = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
    given.pop("vnp_SecureHash", None)
    given.pop("vnp_SecureHashType", None)
    return given
