//! The demo target, and the page, over TLS and HTTP/2, which browsers speak only so. The certificate is its own, made
//! anew at each start: somebody must tell a browser to accept it.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::Listener;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::server::TlsStream;

/// Names and addresses that the certificate is for.
const NAMES: [&str; 2] = ["localhost", "127.0.0.1"];
/// A client that does not greet within this time has gone.
const GREETING: Duration = Duration::from_secs(10);
/// Connections that have greeted and wait for the server.
const WAITING: usize = 64;

type Connection = (TlsStream<tokio::net::TcpStream>, SocketAddr);

/// Connections whose handshake is done: a slow one does not keep the others waiting.
pub struct Secure {
    address: SocketAddr,
    ready: mpsc::Receiver<Connection>,
}

impl Secure {
    pub fn new(listener: TcpListener) -> io::Result<Self> {
        let acceptor = TlsAcceptor::from(Arc::new(config().map_err(io::Error::other)?));
        let (address, (sender, ready)) = (listener.local_addr()?, mpsc::channel(WAITING));
        tokio::spawn(async move {
            while !sender.is_closed() {
                // One that could not be accepted is the client's loss.
                if let Ok((connection, from)) = listener.accept().await {
                    let (acceptor, sender) = (acceptor.clone(), sender.clone());
                    tokio::spawn(async move {
                        // Small answers must not wait for more to send.
                        drop(connection.set_nodelay(true));
                        // So is one that does not agree: a browser in which nobody accepted the certificate.
                        if let Ok(Ok(agreed)) = tokio::time::timeout(GREETING, acceptor.accept(connection)).await {
                            drop(sender.send((agreed, from)).await);
                        }
                    });
                }
            }
        });
        Ok(Self { address, ready })
    }
}

impl Listener for Secure {
    type Io = TlsStream<tokio::net::TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(connection) => connection,
            // Its task does not end before this does.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        Ok(self.address)
    }
}

fn config() -> Result<ServerConfig, Box<dyn std::error::Error + Send + Sync>> {
    let own = rcgen::generate_simple_self_signed(NAMES.map(str::to_owned))?;
    let key = PrivateKeyDer::try_from(own.signing_key.serialize_der())?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![own.cert.der().clone()], key)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}
