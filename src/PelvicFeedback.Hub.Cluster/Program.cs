using PelvicFeedback.Hub.Cluster;

return await ClusterCommands.Run(args);
