namespace Microsoft.Build.Framework;

/// <summary>
/// Tells MSBuild that a task reads no process-wide state, so that it may run beside others in one process. MSBuild finds the
/// attribute by its name, so a copy serves where the MSBuild compiled against does not have it yet.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class MSBuildMultiThreadableTaskAttribute : Attribute;
