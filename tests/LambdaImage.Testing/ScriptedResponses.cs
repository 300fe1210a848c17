namespace LambdaImage.Testing;

/// <summary>Answers of a <see cref="ScriptedEngine"/>, good and bad.</summary>
public static class ScriptedResponses
{
    /// <summary>Takes in the whole request and answers.</summary>
    public static ScriptedResponse Body(string body, int status = 200, string type = "application/json") => async exchange =>
    {
        await exchange.ReadBodyAsync();
        await exchange.SendAsync(status, body, type);
    };

    /// <summary>Takes in the whole request and refuses it, as engines do.</summary>
    public static ScriptedResponse Refusal(int status, string message) =>
        Body($$"""{"message":{{System.Text.Json.JsonSerializer.Serialize(message)}}}""", status);

    /// <summary>Takes in the whole request and sends lines, as builds and pulls do.</summary>
    public static ScriptedResponse Lines(params string[] lines) => async exchange =>
    {
        await exchange.ReadBodyAsync();
        await exchange.StartLinesAsync();
        await exchange.SendLinesAsync(lines);
        await exchange.EndLinesAsync();
    };

    /// <summary>Sends lines and breaks off.</summary>
    public static ScriptedResponse CutOffLines(params string[] lines) => async exchange =>
    {
        await exchange.ReadBodyAsync();
        await exchange.StartLinesAsync();
        await exchange.SendLinesAsync(lines);
        exchange.Close();
    };

    /// <summary>Takes in the whole request and sends something that is no HTTP.</summary>
    public static ScriptedResponse Raw(string text) => async exchange =>
    {
        await exchange.ReadBodyAsync();
        await exchange.SendRawAsync(text);
        exchange.Close();
    };

    /// <summary>Takes in a part of the request's body and hangs up.</summary>
    public static ScriptedResponse HangUpAfter(long bytes) => async exchange =>
    {
        await exchange.ReadBodyAsync(bytes);
        exchange.Close();
    };

    /// <summary>Takes in the whole request, does something, and never answers.</summary>
    public static ScriptedResponse Silence(Action then) => async exchange =>
    {
        await exchange.ReadBodyAsync();
        then();
        await exchange.WaitForTheEndAsync();
    };

    /// <summary>Takes in a part of the request's body, does something, and takes in no more.</summary>
    public static ScriptedResponse StallAfter(long bytes, Action then) => async exchange =>
    {
        await exchange.ReadBodyAsync(bytes);
        then();
        await exchange.WaitForTheEndAsync();
    };

    /// <summary>Takes in a part of the request's body, does something, and goes on with another answer.</summary>
    public static ScriptedResponse After(long bytes, Action then, ScriptedResponse answer) => async exchange =>
    {
        await exchange.ReadBodyAsync(bytes);
        then();
        await answer(exchange);
    };

    /// <summary>Takes in a part of the request's body, sends text as it is, and then neither takes in more nor hangs up.</summary>
    public static ScriptedResponse EarlyAndOpen(long bytes, string text) => async exchange =>
    {
        await exchange.ReadBodyAsync(bytes);
        await exchange.SendRawAsync(text);
        await exchange.WaitForTheEndAsync();
    };

    /// <summary>Takes in a part of the request's body, sends text as it is, and hangs up.</summary>
    public static ScriptedResponse EarlyAndClosed(long bytes, string text) => async exchange =>
    {
        await exchange.ReadBodyAsync(bytes);
        await exchange.SendRawAsync(text);
        exchange.Close();
    };

    /// <summary>Gives one answer after the other, and the last one from then on.</summary>
    public static ScriptedResponse InTurn(params ScriptedResponse[] answers)
    {
        var next = -1;
        return exchange => answers[Math.Min(Interlocked.Increment(ref next), answers.Length - 1)](exchange);
    }
}
