namespace LambdaImage.Testing;

/// <summary>What a <see cref="ScriptedEngine"/> does with a request.</summary>
/// <param name="exchange">The request, and the way back.</param>
/// <returns>The task of answering.</returns>
public delegate Task ScriptedResponse(ScriptedExchange exchange);
