namespace LambdaImage.Testing;

/// <summary>What a <see cref="ScriptedEngine"/> does not take.</summary>
/// <param name="message">Its words.</param>
public sealed class ScriptedErrorException(string message) : Exception(message);
