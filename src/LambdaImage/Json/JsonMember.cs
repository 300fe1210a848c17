using System.Text.Json;

namespace LambdaImage.Json;

/// <summary>A member of a file that people write.</summary>
/// <param name="Value">Its value.</param>
/// <param name="Line">The line of its name, from 1.</param>
/// <param name="Column">The column of its name, from 1.</param>
internal readonly record struct JsonMember(JsonElement Value, int Line, int Column);
