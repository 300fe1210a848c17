namespace LambdaImage.Engine.Http;

/// <summary>An engine's answer as a whole.</summary>
/// <param name="Head">Its head.</param>
/// <param name="Body">Its body.</param>
internal sealed record EngineAnswer(AnswerHead Head, byte[] Body);
