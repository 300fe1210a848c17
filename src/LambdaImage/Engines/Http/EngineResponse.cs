using LambdaImage.Http;

namespace LambdaImage.Engines.Http;

/// <summary>An engine's response as a whole.</summary>
/// <param name="Head">Its head.</param>
/// <param name="Body">Its body.</param>
internal sealed record EngineResponse(ResponseHead Head, byte[] Body);
