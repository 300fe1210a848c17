// A Lambda function on a custom runtime: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html
using System.Text;
using System.Text.Json.Nodes;

var api = $"http://{Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API")}/2018-06-01/runtime";

// The next event may be hours away.
using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };

string folderLayer, zipLayer;
try
{
    folderLayer = File.ReadAllText("/opt/greeting.txt").Trim();
    zipLayer = File.ReadAllText("/opt/tools.txt").Trim();
}
catch (IOException exception)
{
    await PostAsync("init/error", Error(exception));
    return 1;
}

while (true)
{
    using var next = await http.GetAsync($"{api}/invocation/next");
    next.EnsureSuccessStatusCode();
    var requestId = next.Headers.GetValues("Lambda-Runtime-Aws-Request-Id").Single();
    try
    {
        await PostAsync($"invocation/{requestId}/response", Handle(await next.Content.ReadAsStringAsync()));
    }
    catch (Exception exception) when (exception is not HttpRequestException)
    {
        // Whatever the handler throws is the answer to this event, and not the end of the function.
        await PostAsync($"invocation/{requestId}/error", Error(exception));
    }
}

// The function proper: what the layers say, and the event that came.
JsonObject Handle(string json) => new()
{
    ["folderLayer"] = folderLayer,
    ["zipLayer"] = zipLayer,
    ["event"] = JsonNode.Parse(json),
};

static JsonObject Error(Exception exception) => new()
{
    ["errorType"] = exception.GetType().Name,
    ["errorMessage"] = exception.Message,
};

async Task PostAsync(string path, JsonObject body)
{
    using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
    using var response = await http.PostAsync($"{api}/{path}", content);
    response.EnsureSuccessStatusCode();
}
