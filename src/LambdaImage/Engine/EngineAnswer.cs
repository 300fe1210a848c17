using System.Net;

namespace LambdaImage.Engine;

/// <summary>An engine's answer to a <c>GET</c> request.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Body">Its body.</param>
/// <param name="Server">Its header <c>Server</c>: who answers; empty if it says nothing.</param>
internal readonly record struct EngineAnswer(HttpStatusCode Status, byte[] Body, string Server);
